/** Whether two environments are apart, and through what they are not. */
@NullMarked
package me.meeshy.infra.isolation;

import org.jspecify.annotations.NullMarked;
