#include "mapping/lacking.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/error.h"
#include "mapping/value.h"

#define KEY_BYTES_MAX 65000

void
psi_lacking_clear(struct psi_lacking *lacking)
{
	psi_text_table_clear(&lacking->texts);
	psi_lacking_sets_clear(&lacking->sets);
	psi_text_table_clear(&lacking->places);
	psi_lacking_uses_clear(&lacking->uses);
	psi_text_table_clear(&lacking->heads);
	psi_lacking_numbers_clear(&lacking->head);
	psi_text_table_clear(&lacking->owners);
	psi_lacking_products_clear(&lacking->products);
	psi_lacking_numbers_clear(&lacking->begin);
	psi_buf_clear(&lacking->key);
}

/* ---- pairs ---- */

int
psi_lacking_add(struct psi_lacking *lacking, uint32_t *set,
    struct psi_cell owner, struct psi_cell products, struct psi_error *err)
{
	static const struct psi_lacking_set none = { 0, 0, 0 };
	struct psi_buf *key = &lacking->key;
	bool is_new = false;
	int rc;

	if (owner.len + products.len > KEY_BYTES_MAX)
		return psi_refuse(err, PSI_E_INPUT, 0,
		    "shorten it in the list that it comes from, or ask "
		    "without missing:",
		    "a list of products is longer than 65,000 bytes");
	key->len = 0;
	if ((rc = psi_buf_append(key, owner.text, owner.len, err)) != 0 ||
	    (rc = psi_buf_append(key, "", 1, err)) != 0 ||
	    (rc = psi_buf_append(key, products.text, products.len, err)) != 0 ||
	    (rc = psi_text_table_add(&lacking->texts, (const char *)key->data,
		 key->len, set, &is_new, err)) != 0 ||
	    (is_new &&
		(rc = psi_lacking_sets_add(&lacking->sets, &none, err)) != 0))
		return rc;
	lacking->sets.at[*set].uses++;
	return 0;
}

int
psi_lacking_count(struct psi_lacking *lacking, uint32_t group, uint32_t column,
    uint32_t set, struct psi_error *err)
{
	const uint32_t place[3] = { group, column, set };
	struct psi_lacking_use use = { 1, set, 0 };
	static const uint32_t none;
	bool is_new = false;
	uint32_t number;
	uint32_t head;
	int rc;

	if ((rc = psi_text_table_add(&lacking->places, (const char *)place,
		 sizeof place, &number, &is_new, err)) != 0)
		return rc;
	if (!is_new) {
		lacking->uses.at[number].accounts++;
		return 0;
	}
	if ((rc = psi_text_table_add(&lacking->heads, (const char *)place,
		 2 * sizeof place[0], &head, &is_new, err)) != 0 ||
	    (is_new &&
		(rc = psi_lacking_numbers_add(&lacking->head, &none, err)) !=
		    0))
		return rc;
	use.next = lacking->head.at[head];
	if ((rc = psi_lacking_uses_add(&lacking->uses, &use, err)) == 0)
		lacking->head.at[head] = number + 1;
	return rc;
}

/* ---- all products ---- */

static void
split(struct psi_cell *owner, struct psi_cell *products,
    const struct psi_text_table *texts, uint32_t set)
{
	size_t len;
	const char *text = psi_text_table_get(texts, set, &len);
	size_t n = strnlen(text, len);

	*owner = (struct psi_cell){ text, n };
	*products = (struct psi_cell){ text + n + 1, len - n - 1 };
}

/* One product is spelled in several ways: case and gaps do not count, as in
 * psi_value_same_words. */
static int
fold(struct psi_buf *out, uint32_t owner, struct psi_cell name,
    struct psi_error *err)
{
	int rc;

	out->len = 0;
	rc = psi_buf_append(out, &owner, sizeof owner, err);
	for (size_t i = 0; rc == 0 && i < name.len; i++) {
		char c = name.text[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if (c != ' ' && c != '_' && c != '-')
			rc = psi_buf_append(out, &c, 1, err);
	}
	return rc;
}

/* The product of this name, which is noted if it is new. */
static int
find_product(struct psi_lacking *lacking, struct psi_text_table *folded,
    struct psi_lacking_product *product, struct psi_error *err)
{
	bool is_new = false;
	int rc;

	if ((rc = fold(&lacking->key, product->owner, product->name, err)) !=
		0 ||
	    (rc = psi_text_table_add(folded, (const char *)lacking->key.data,
		 lacking->key.len, &product->number, &is_new, err)) != 0)
		return rc;
	return is_new
	    ? psi_lacking_products_add(&lacking->products, product, err)
	    : 0;
}

static int
note_products(struct psi_lacking *lacking, struct psi_text_table *folded,
    uint32_t set, struct psi_error *err)
{
	struct psi_cell owner;
	struct psi_cell products;
	struct psi_lacking_product product = { .uses = 0 };
	bool is_new;
	int rc;

	split(&owner, &products, &lacking->texts, set);
	rc = psi_text_table_add(&lacking->owners, owner.text, owner.len,
	    &lacking->sets.at[set].owner, &is_new, err);
	product.owner = lacking->sets.at[set].owner;
	for (size_t n = 0;
	     rc == 0 && psi_value_element(&product.name, products, n); n++) {
		rc = find_product(lacking, folded, &product, err);
		if (rc == 0)
			lacking->products.at[product.number].uses +=
			    lacking->sets.at[set].uses;
	}
	return rc;
}

static int
compare_products(const void *a, const void *b)
{
	const struct psi_lacking_product *x = a;
	const struct psi_lacking_product *y = b;
	size_t len = x->name.len < y->name.len ? x->name.len : y->name.len;
	int order;

	if (x->owner != y->owner)
		return x->owner < y->owner ? -1 : 1;
	if (x->uses != y->uses)
		return x->uses > y->uses ? -1 : 1;
	/* Names of products, which are in the file as they are. */
	order = memcmp(x->name.text, y->name.text, len);
	return order != 0
	    ? order
	    : (x->name.len > y->name.len) - (x->name.len < y->name.len);
}

/* Where each owner's products begin, and behind the last one. */
static int
set_begins(struct psi_lacking *lacking, struct psi_error *err)
{
	uint32_t at = 0;
	int rc = 0;

	for (uint32_t owner = 0;
	     rc == 0 && owner <= psi_text_table_num(&lacking->owners);
	     owner++) {
		while (at < lacking->products.num &&
		    lacking->products.at[at].owner < owner)
			at++;
		rc = psi_lacking_numbers_add(&lacking->begin, &at, err);
	}
	return rc;
}

static uint32_t
num_products(const struct psi_lacking *lacking, uint32_t owner)
{
	uint32_t num = lacking->begin.at[owner + 1] - lacking->begin.at[owner];

	return num < PSI_LACKING_PRODUCTS_MAX ? num : PSI_LACKING_PRODUCTS_MAX;
}

static int
mark_products(struct psi_lacking *lacking, struct psi_text_table *folded,
    const uint32_t *place, uint32_t number, struct psi_error *err)
{
	struct psi_lacking_set *set = &lacking->sets.at[number];
	struct psi_cell owner;
	struct psi_cell products;
	struct psi_lacking_product product = { .owner = set->owner };
	int rc = 0;

	split(&owner, &products, &lacking->texts, number);
	for (size_t n = 0;
	     rc == 0 && psi_value_element(&product.name, products, n); n++) {
		rc = find_product(lacking, folded, &product, err);
		if (rc == 0 && place[product.number] < PSI_LACKING_PRODUCTS_MAX)
			set->has |= UINT64_C(1) << place[product.number];
	}
	return rc;
}

/* Which products each set has, by their places in the order. */
static int
mark_all(struct psi_lacking *lacking, struct psi_text_table *folded,
    struct psi_error *err)
{
	size_t num = lacking->products.num;
	uint32_t *place = psi_array_new(num + 1, sizeof *place);
	int rc = 0;

	if (place == NULL)
		return psi_error_nomem(err);
	for (uint32_t i = 0; i < num; i++)
		place[lacking->products.at[i].number] =
		    i - lacking->begin.at[lacking->products.at[i].owner];
	for (uint32_t i = 0; rc == 0 && i < lacking->sets.num; i++)
		rc = mark_products(lacking, folded, place, i, err);
	psi_array_free(place, num + 1, sizeof *place);
	return rc;
}

int
psi_lacking_close(struct psi_lacking *lacking, struct psi_error *err)
{
	struct psi_text_table folded;
	int rc = 0;

	memset(&folded, 0, sizeof folded);
	for (uint32_t i = 0; rc == 0 && i < lacking->sets.num; i++)
		rc = note_products(lacking, &folded, i, err);
	if (rc == 0 && lacking->products.num > 0)
		qsort(lacking->products.at, lacking->products.num,
		    sizeof *lacking->products.at, compare_products);
	if (rc == 0 && (rc = set_begins(lacking, err)) == 0)
		rc = mark_all(lacking, &folded, err);
	psi_text_table_clear(&folded);
	return rc;
}

/* ---- what is missing ---- */

struct lack {
	const struct psi_lacking_product *product;
	uint64_t accounts;
	/* Of several owners those come first that were found first. */
	size_t order;
};

/* "Data Hub (3); Vault (1) and 2 more" */
static int
write_lacks(struct psi_buf *out, const struct lack *lacks, size_t num,
    bool with_accounts, struct psi_error *err)
{
	char number[PSI_DECIMAL_CHARS];
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < num && i < PSI_LACKING_SHOWN_MAX;
	     i++) {
		if (i > 0)
			rc = psi_buf_append_text(out, "; ", err);
		if (rc == 0)
			rc = psi_buf_append(out, lacks[i].product->name.text,
			    lacks[i].product->name.len, err);
		if (rc != 0 || !with_accounts)
			continue;
		if ((rc = psi_buf_append_text(out, " (", err)) == 0 &&
		    (rc = psi_buf_append(out, number,
			 psi_decimal_encode(number, lacks[i].accounts), err)) ==
			0)
			rc = psi_buf_append_text(out, ")", err);
	}
	if (rc != 0 || num <= PSI_LACKING_SHOWN_MAX)
		return rc;
	if ((rc = psi_buf_append_text(out, " and ", err)) != 0 ||
	    (rc = psi_buf_append(out, number,
		 psi_decimal_encode(number, num - PSI_LACKING_SHOWN_MAX),
		 err)) != 0)
		return rc;
	return psi_buf_append_text(out, " more", err);
}

int
psi_lacking_of_set(struct psi_buf *out, struct psi_lacking *lacking,
    uint32_t set, struct psi_error *err)
{
	const struct psi_lacking_set *have = &lacking->sets.at[set];
	const struct psi_lacking_product *product =
	    lacking->products.at + lacking->begin.at[have->owner];
	struct lack lacks[PSI_LACKING_PRODUCTS_MAX];
	size_t num = 0;

	for (uint32_t i = 0; i < num_products(lacking, have->owner); i++)
		if ((have->has >> i & 1) == 0)
			lacks[num++] = (struct lack){ product + i, 1, i };
	return write_lacks(out, lacks, num, false, err);
}

static int
compare_lacks(const void *a, const void *b)
{
	const struct lack *x = a;
	const struct lack *y = b;

	if (x->accounts != y->accounts)
		return x->accounts > y->accounts ? -1 : 1;
	return (x->order > y->order) - (x->order < y->order);
}

static int
compare_uses(const void *a, const void *b)
{
	const struct psi_lacking_set *x = a;
	const struct psi_lacking_set *y = b;

	return (x->owner > y->owner) - (x->owner < y->owner);
}

PSI_ARRAY(lacks, struct lack)

/* What accounts lack that have sets of one owner; `uses` are the accounts. */
static int
weigh_owner(struct lacks *lacks, const struct psi_lacking *lacking,
    const struct psi_lacking_set *sets, size_t num, struct psi_error *err)
{
	uint32_t owner = sets[0].owner;
	const struct psi_lacking_product *product =
	    lacking->products.at + lacking->begin.at[owner];
	int rc = 0;

	for (uint32_t i = 0; rc == 0 && i < num_products(lacking, owner); i++) {
		struct lack lack = { product + i, 0, lacks->num };

		for (size_t j = 0; j < num; j++)
			if ((sets[j].has >> i & 1) == 0)
				lack.accounts += sets[j].uses;
		if (lack.accounts > 0)
			rc = lacks_add(lacks, &lack, err);
	}
	return rc;
}

/* The sets of a group, with the accounts that have each. */
static int
gather_sets(struct psi_lacking_sets *sets, const struct psi_lacking *lacking,
    uint32_t group, uint32_t column, struct psi_error *err)
{
	const uint32_t place[2] = { group, column };
	uint32_t head;
	int rc = 0;

	if (!psi_text_table_find(
		&lacking->heads, (const char *)place, sizeof place, &head))
		return 0;
	for (uint32_t at = lacking->head.at[head]; rc == 0 && at != 0;
	     at = lacking->uses.at[at - 1].next) {
		const struct psi_lacking_use *use = &lacking->uses.at[at - 1];
		struct psi_lacking_set set = lacking->sets.at[use->set];

		set.uses = use->accounts;
		rc = psi_lacking_sets_add(sets, &set, err);
	}
	if (rc == 0 && sets->num > 0)
		qsort(sets->at, sets->num, sizeof *sets->at, compare_uses);
	return rc;
}

int
psi_lacking_of_group(struct psi_buf *out, struct psi_lacking *lacking,
    uint32_t group, uint32_t column, struct psi_error *err)
{
	struct psi_lacking_sets sets = { NULL, 0, 0 };
	struct lacks lacks = { NULL, 0, 0 };
	int rc = gather_sets(&sets, lacking, group, column, err);

	for (size_t i = 0; rc == 0 && i < sets.num;) {
		size_t end = i;

		while (end < sets.num && sets.at[end].owner == sets.at[i].owner)
			end++;
		rc = weigh_owner(&lacks, lacking, sets.at + i, end - i, err);
		i = end;
	}
	if (rc == 0 && lacks.num > 0) {
		qsort(lacks.at, lacks.num, sizeof *lacks.at, compare_lacks);
		rc = write_lacks(out, lacks.at, lacks.num, true, err);
	}
	psi_lacking_sets_clear(&sets);
	lacks_clear(&lacks);
	return rc;
}
