/** Moving the data of one environment into another: plan, steps, journal, report. */
@NullMarked
package me.meeshy.infra.migration;

import org.jspecify.annotations.NullMarked;
