#include "list/keylist.h"

#include <stdlib.h>
#include <string.h>

/* Longer lists are sorted by the library; nearly all are shorter. */
#define SHORT_LIST 24

void
psi_keylist_reset(struct psi_keylist *list)
{
	list->num = 0;
	list->composed.len = 0;
}

void
psi_keylist_clear(struct psi_keylist *list)
{
	psi_array_free(list->key, list->size, sizeof *list->key);
	psi_buf_clear(&list->composed);
	psi_buf_clear(&list->wanted);
	memset(list, 0, sizeof *list);
}

static int
make_room(struct psi_keylist *list, struct psi_error *err)
{
	void *key = list->key;
	int rc;

	if (list->num < list->size)
		return 0;
	rc = psi_array_grow(
	    &key, &list->size, list->num, 1, sizeof *list->key, err);
	if (rc == 0)
		list->key = key;
	return rc;
}

int
psi_keylist_add(struct psi_keylist *list, enum psi_key_type type,
    const char *text, size_t len, const char *country, struct psi_error *err)
{
	struct psi_keylist_key *key;
	int rc;

	if ((rc = make_room(list, err)) != 0)
		return rc;
	key = &list->key[list->num];
	key->type = type;
	key->value.text = text;
	key->value.len = len;
	key->offset = SIZE_MAX;
	if (country != NULL) {
		struct psi_buf *buf = &list->composed;

		rc = psi_buf_reserve(buf, len + 1 + strlen(country), err);
		if (rc != 0)
			return rc;
		key->offset = buf->len;
		memcpy(buf->data + buf->len, text, len);
		buf->len += len;
		buf->data[buf->len++] = '|';
		memcpy(buf->data + buf->len, country, strlen(country));
		buf->len += strlen(country);
		key->value.len = buf->len - key->offset;
	}
	list->num++;
	return 0;
}

static int
compare(const void *left, const void *right)
{
	const struct psi_keylist_key *a = left;
	const struct psi_keylist_key *b = right;
	size_t len = a->value.len < b->value.len ? a->value.len : b->value.len;
	int order;

	if (a->type != b->type)
		return a->type < b->type ? -1 : 1;
	order = len == 0 ? 0 : memcmp(a->value.text, b->value.text, len);
	if (order != 0)
		return order;
	return (a->value.len > b->value.len) - (a->value.len < b->value.len);
}

static void
sort(struct psi_keylist *list)
{
	if (list->num > SHORT_LIST) {
		qsort(list->key, list->num, sizeof *list->key, compare);
		return;
	}
	for (size_t i = 1; i < list->num; i++) {
		struct psi_keylist_key key = list->key[i];
		size_t k = i;

		for (; k > 0 && compare(&list->key[k - 1], &key) > 0; k--)
			list->key[k] = list->key[k - 1];
		list->key[k] = key;
	}
}

void
psi_keylist_settle(struct psi_keylist *list)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->num; i++) {
		struct psi_keylist_key *key = &list->key[i];

		if (key->offset != SIZE_MAX)
			key->value.text =
			    (const char *)list->composed.data + key->offset;
	}
	sort(list);
	for (size_t i = 0; i < list->num; i++) {
		if (kept > 0 &&
		    compare(&list->key[kept - 1], &list->key[i]) == 0)
			continue;
		list->key[kept++] = list->key[i];
	}
	list->num = kept;
}

void
psi_keylist_keep(struct psi_keylist *list, uint32_t types)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->num; i++)
		if ((types & PSI_KEY_BIT(list->key[i].type)) != 0)
			list->key[kept++] = list->key[i];
	list->num = kept;
}
