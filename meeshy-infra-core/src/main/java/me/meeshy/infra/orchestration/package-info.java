/** Desired and observed state, the plan between them, its execution, readiness and undo; not exported. */
@NullMarked
package me.meeshy.infra.orchestration;

import org.jspecify.annotations.NullMarked;
