/**
 * Moves the data of one environment into another without losing any: the pipeline, its journal, and the port behind which
 * each kind of store does its part.
 */
@NullMarked
package me.meeshy.infra.migration;

import org.jspecify.annotations.NullMarked;
