package io.softlanding.reload;

import java.util.function.Consumer;

/**
 * Hears what became of each reload, while the next one waits.
 */
interface ReloadObserver extends Consumer<ReloadAttempt> {

}
