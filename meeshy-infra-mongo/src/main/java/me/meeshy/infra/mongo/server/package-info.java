/** What is asked of a server: connection, catalogue, cursors, snapshots, creation of collections. */
@NullMarked
package me.meeshy.infra.mongo.server;

import org.jspecify.annotations.NullMarked;
