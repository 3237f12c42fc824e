package kotlin.coroutines;

/**
 * Stands for Kotlin's type of this name, by which a suspend function is known.
 *
 * @param <T> the type of the result
 */
public interface Continuation<T> {

}
