package me.meeshy.infra.mongo.swap;

import java.util.List;

/** The views of a swap, which cannot be renamed: those that go are dropped, those that come are created, and equal ones stay. */
final class SwapViews {

    private final Renaming renaming;
    private final List<SwapPlan.View> going;
    private final List<SwapPlan.View> coming;

    SwapViews(Renaming renaming, List<SwapPlan.View> going, List<SwapPlan.View> coming) {
        this.renaming = renaming;
        this.going = going;
        this.coming = coming;
    }

    /** Those that build on others go first, which is the order of their making backwards. */
    int drop(Sight sight) {
        int dropped = 0;
        for (int i = going.size() - 1; i >= 0; i--) {
            SwapPlan.View view = going.get(i);
            boolean there = sight.at(view.name())
                    .filter(found -> found.view() && found.options().equals(view.options()))
                    .isPresent();
            if (there && !coming.contains(view)) {
                renaming.dropView(view.name());
                dropped++;
            }
        }
        coming.forEach(view -> requireKnown(view, sight));
        return dropped;
    }

    private void requireKnown(SwapPlan.View view, Sight sight) {
        sight.at(view.name()).filter(Sight.Found::view).ifPresent(found -> {
            boolean known = found.options().equals(view.options())
                    || going.contains(new SwapPlan.View(view.name(), found.options()));
            if (!known) {
                throw new SwapRefusedException("the view " + view.name()
                        + " was changed while the migration ran; drop it, if nobody needs it, and go on");
            }
        });
    }

    int create(Sight sight) {
        int created = 0;
        for (SwapPlan.View view : coming) {
            if (sight.at(view.name()).filter(Sight.Found::view).isEmpty()) {
                renaming.createView(view);
                created++;
            }
        }
        return created;
    }

    List<SwapPlan.View> coming() {
        return coming;
    }
}
