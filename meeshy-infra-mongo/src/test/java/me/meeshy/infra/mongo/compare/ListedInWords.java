package me.meeshy.infra.mongo.compare;

import java.util.ArrayList;
import java.util.List;
import me.meeshy.infra.mongo.bson.DocumentId;
import me.meeshy.infra.mongo.model.DifferingDocument.Kind;

/** What a comparison found, as far as it is listed. */
public final class ListedInWords implements DocumentComparison.Listing {

    private final int most;
    private final List<String> found = new ArrayList<>();

    public ListedInWords(int most) {
        this.most = most;
    }

    @Override
    public boolean wantsMore() {
        return found.size() < most;
    }

    @Override
    public void take(Kind how, byte[] bytes, int offset) {
        found.add(how + " " + DocumentId.text(bytes, offset));
    }

    public List<String> found() {
        return found;
    }
}
