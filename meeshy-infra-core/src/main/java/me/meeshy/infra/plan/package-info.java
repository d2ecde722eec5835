/** What bringing a project up would change and why, as values that can be printed and compared. */
@NullMarked
package me.meeshy.infra.plan;

import org.jspecify.annotations.NullMarked;
