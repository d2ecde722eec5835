package me.meeshy.infra.mongo.model;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A database holds what this version does not carry over. It was found before anything was touched. */
public final class UnsupportedDataException extends DataException {

    private static final long serialVersionUID = 1L;

    /** Namespaces, each with its reason. */
    private final TreeMap<String, String> reasons;

    /**
     * What cannot be carried over.
     *
     * @param what what was refused
     * @param reasons namespaces, each with its reason
     */
    public UnsupportedDataException(String what, Map<String, String> reasons) {
        super(what + ": "
                + new TreeMap<>(reasons)
                        .entrySet().stream()
                                .map(each -> each.getKey() + " (" + each.getValue() + ")")
                                .collect(Collectors.joining(", "))
                + ". Nothing was touched; leave these out or move them by hand");
        this.reasons = new TreeMap<>(reasons);
    }

    /**
     * Why each collection is not supported.
     *
     * @return namespaces, each with the reason
     */
    public Map<String, String> reasons() {
        return Map.copyOf(reasons);
    }
}
