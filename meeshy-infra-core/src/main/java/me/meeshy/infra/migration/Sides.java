package me.meeshy.infra.migration;

import me.meeshy.infra.Environment;
import me.meeshy.infra.Infra;
import me.meeshy.infra.RunningEnvironment;
import me.meeshy.infra.engine.EngineInfo;

/** How a migration comes by its running environments; a seam for tests that have databases and no engine. */
interface Sides {

    RunningEnvironment attach(Environment environment);

    /** Whether they run on the stand-in for an engine. */
    boolean embedded();

    static Sides on(Infra infra) {
        return new Sides() {
            @Override
            public RunningEnvironment attach(Environment environment) {
                return infra.attach(environment);
            }

            @Override
            public boolean embedded() {
                return infra.engine().info().reach() == EngineInfo.Reach.EMBEDDED;
            }
        };
    }
}
