package me.meeshy.infra.mongo.swap;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** In which order views are made. */
public final class Views {

    private Views() {}

    /** Those that others build on first. */
    public static List<SwapPlan.View> inOrder(List<SwapPlan.View> views) {
        var waiting = new LinkedHashMap<String, SwapPlan.View>();
        views.forEach(view -> waiting.put(view.name(), view));
        var ordered = new ArrayList<SwapPlan.View>();
        views.forEach(view -> place(view, waiting, ordered));
        return ordered;
    }

    private static void place(SwapPlan.View view, Map<String, SwapPlan.View> waiting, List<SwapPlan.View> ordered) {
        if (waiting.remove(view.name()) == null) {
            return;
        }
        if (view.options().isString("viewOn")) {
            SwapPlan.View base = waiting.get(view.options().getString("viewOn").getValue());
            if (base != null) {
                place(base, waiting, ordered);
            }
        }
        ordered.add(view);
    }
}
