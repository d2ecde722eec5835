package me.meeshy.infra.archive;

import java.io.IOException;

/** A tar stream wants to write where it must not. */
public final class UnsafeArchiveException extends IOException {

    private static final long serialVersionUID = 1L;

    UnsafeArchiveException(String entry, String why) {
        super("the entry '" + entry + "' " + why + ", and is refused");
    }
}
