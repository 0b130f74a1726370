/* Arrays whose memory is wiped when it is given back, and that grow. */
#ifndef PSI_BASE_ARRAY_H
#define PSI_BASE_ARRAY_H

#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

/*
 * calloc and free for arrays that may hold account data: the product is
 * checked, and psi_array_free wipes. `array` may be NULL.
 */
void *psi_array_new(size_t num, size_t size)
    __attribute__((warn_unused_result));
void psi_array_free(void *array, size_t num, size_t size);

/*
 * The same for a table that may become so large that what its pages cost is
 * felt: one of 2 MiB and more is made of huge pages where the system has them,
 * and untouched parts cost nothing. Free it with the same `num` and `size`; of
 * its elements, from the first, only `written` need be wiped.
 */
void *psi_table_new(size_t num, size_t size)
    __attribute__((warn_unused_result));
void psi_table_free(void *table, size_t num, size_t size, size_t written);

/*
 * Change the number of elements of a wiped-on-free array. On success *array
 * points to the new memory, new elements zero; on failure it is unchanged.
 */
int psi_array_resize(void **array, size_t num, size_t new_num, size_t size,
    struct psi_error *err) __attribute__((warn_unused_result));

/*
 * Room for `more` elements after the first `num` of `*room`: where too little,
 * at least twice as much, in amortised constant time for each element. Free it
 * with psi_array_free and its room. On failure nothing is changed.
 */
int psi_array_grow(void **array, size_t *room, size_t num, size_t more,
    size_t size, struct psi_error *err) __attribute__((warn_unused_result));

/*
 * A growing array of one type:
 *
 *	PSI_ARRAY(tokens, struct token)
 *
 * declares struct tokens, of which all zero is an empty one, and three
 * functions. tokens_reserve makes room for `more` elements, which are zero,
 * after the last; tokens_add copies one there; tokens_clear wipes and frees,
 * after which the array is empty and can be used again. Elements stay at
 * their address until the next reserve or add.
 */
#define PSI_ARRAY(name, type)                                                  \
	struct name {                                                          \
		type *at;                                                      \
		/* 0 <= num <= room */                                         \
		size_t num;                                                    \
		size_t room;                                                   \
	};                                                                     \
                                                                               \
	__attribute__((warn_unused_result,                                     \
	    unused)) static inline int name##_reserve(struct name *array,      \
	    size_t more, struct psi_error *err)                                \
	{                                                                      \
		void *at = array->at;                                          \
		int rc;                                                        \
                                                                               \
		if (more <= array->room - array->num)                          \
			return 0;                                              \
		rc = psi_array_grow(                                           \
		    &at, &array->room, array->num, more, sizeof(type), err);   \
		if (rc == 0)                                                   \
			array->at = at;                                        \
		return rc;                                                     \
	}                                                                      \
                                                                               \
	__attribute__((warn_unused_result,                                     \
	    unused)) static inline int name##_add(struct name *array,          \
	    type const *item, struct psi_error *err)                           \
	{                                                                      \
		int rc = name##_reserve(array, 1, err);                        \
                                                                               \
		if (rc == 0)                                                   \
			array->at[array->num++] = *item;                       \
		return rc;                                                     \
	}                                                                      \
                                                                               \
	__attribute__((unused)) static inline void name##_clear(               \
	    struct name *array)                                                \
	{                                                                      \
		psi_array_free(array->at, array->room, sizeof(type));          \
		array->at = NULL;                                              \
		array->num = 0;                                                \
		array->room = 0;                                               \
	}

#endif
