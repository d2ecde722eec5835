package me.meeshy.infra.compose;

import org.jspecify.annotations.Nullable;

/**
 * The keys that lead to a value, written out only where a message needs them.
 *
 * @param parent the path of the map or list that holds the value
 * @param step the last key with its dot, or the index in brackets
 */
record KeyPath(@Nullable KeyPath parent, String step) {

    static final KeyPath ROOT = new KeyPath(null, "");

    KeyPath key(String name) {
        return new KeyPath(this, parent == null ? name : "." + name);
    }

    KeyPath item(int index) {
        return new KeyPath(this, "[" + index + "]");
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        for (KeyPath path = this; path != null; path = path.parent) {
            text.insert(0, path.step);
        }
        return text.toString();
    }
}
