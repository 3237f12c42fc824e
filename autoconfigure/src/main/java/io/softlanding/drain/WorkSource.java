package io.softlanding.drain;

/**
 * Something that may start tasks while an instance drains, such as requests. Every bean
 * of this type is asked before nothing is waited for any more; must return at once.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface WorkSource {

	/**
	 * Whether nothing comes from here any more.
	 * @return {@code true} once it has ended, or nobody waits for it any more
	 */
	boolean exhausted();

}
