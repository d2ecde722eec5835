package me.meeshy.infra.engine;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * How far a pull is. Events of several images, and of the layers of one, come mixed.
 *
 * @param image the image's reference, as it was asked for
 * @param layer the layer that it is about, by the beginning of its digest; empty where it is about the whole image
 * @param phase what happens
 * @param currentBytes how much of the layer was downloaded or unpacked by now, where the engine tells
 * @param totalBytes how much there is of it, where the engine tells
 */
public record PullProgress(
        String image, Optional<String> layer, Phase phase, OptionalLong currentBytes, OptionalLong totalBytes) {

    /** What happens to a layer, or to the whole image. */
    public enum Phase {
        /** The image: its pull begins. */
        STARTED,
        /** The layer waits for its turn. */
        WAITING,
        /** The layer is downloaded. */
        DOWNLOADING,
        /** The layer has been downloaded, and waits to be unpacked. */
        DOWNLOADED,
        /** The layer is unpacked. */
        EXTRACTING,
        /** The layer is there. */
        LAYER_DONE,
        /** The image is there. */
        DONE
    }
}
