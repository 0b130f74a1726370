/*
 * Recall and precision of key sets, on two lists whose pairs are known.
 *
 *	eval SUFFIXES LEFT RIGHT TRUTH [--bare-right] [SET RECALL PRECISION]...
 *
 * With --bare-right the countries of RIGHT are not read.
 *
 * Normalises both exports without their identifiers, calls every two accounts
 * a pair that share a key of the set, and compares with TRUTH (left,right).
 * Prints a table; with thresholds, fails where a set is below its own. Exit
 * status 77, with a sentence, where a file is not there.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "psi/normalize.h"

#define EXIT_SKIPPED 77
/* All but the identifiers. */
#define TYPES                                                                  \
	"domain,name+country,name,loose+country,loose,core+country,core,"      \
	"host,label+country,family"

struct key_set {
	const char *name;
	/* As in TYPES, with a comma at both ends. */
	const char *types;
};

static const struct key_set key_sets[] = {
	{ "name", ",name," },
	{ "name+country", ",name+country," },
	{ "domain", ",domain," },
	{ "loose", ",loose," },
	{ "core", ",core," },
	{ "core+country", ",core+country," },
	{ "label+country", ",label+country," },
	{ "names", ",name,loose,core+country," },
	{ "name,domain", ",name,domain," },
	{ "default",
	    ",domain,name,name+country,loose,loose+country,core+country,host,"
	    "label+country," },
	{ "everything",
	    ",domain,name,name+country,loose,loose+country,core,core+country,"
	    "host,label+country," },
	{ "family", ",family," },
};
#define NUM_KEY_SETS (sizeof(key_sets) / sizeof(key_sets[0]))

/* Texts are offsets into the buffer of their list. */
struct key {
	size_t type;
	size_t value;
	uint32_t account;
};

struct list {
	struct psi_buf text;
	struct key *keys;
	size_t num_keys;
	/* Ids, sorted; an account is its index. */
	const char **ids;
	size_t num_ids;
};

struct pairs {
	uint64_t *pair;
	size_t num;
	size_t size;
};

static void
die(const char *what, const struct psi_error *err)
{
	(void)fprintf(stderr, "eval: error: %s%s%s\n", what,
	    err == NULL ? "" : ": ", err == NULL ? "" : err->text);
	exit(EXIT_FAILURE);
}

static void *
grow(void *array, size_t num, size_t size)
{
	void *bigger = realloc(array, (num > 0 ? num : 1) * size);

	if (bigger == NULL)
		die("out of memory", NULL);
	return bigger;
}

static int
read_file(void *cookie, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err)
{
	FILE *file = cookie;

	(void)err;
	*out_len = fread(out, 1, out_size, file);
	return ferror(file) ? PSI_E_IO : 0;
}

static int
write_buf(void *cookie, const uint8_t *in, size_t in_len, struct psi_error *err)
{
	return psi_buf_append(cookie, in, in_len, err);
}

static FILE *
open_or_skip(const char *path)
{
	FILE *file = fopen(path, "rb");

	if (file != NULL)
		return file;
	(void)printf("skipped: %s is not there\n", path);
	exit(EXIT_SKIPPED);
}

static void
read_all(struct psi_buf *buf, const char *path)
{
	FILE *file = open_or_skip(path);
	struct psi_error err;
	size_t n;

	do {
		if (psi_buf_reserve(buf, 1 << 16, &err) != 0)
			die(path, &err);
		n = fread(buf->data + buf->len, 1, 1 << 16, file);
		buf->len += n;
	} while (n > 0);
	(void)fclose(file);
}

static void
normalize(struct psi_buf *out, const struct psi_normalizer *normalizer,
    const char *path, bool bare)
{
	static const char *const no_country[] = { "country=" };
	struct psi_normalize_options options = PSI_NORMALIZE_OPTIONS_INIT;
	FILE *file = open_or_skip(path);
	struct psi_source source = { read_file, file };
	struct psi_sink sink = { write_buf, out };
	struct psi_error err;

	options.types = TYPES;
	options.source_date = "2026-01-01";
	if (bare) {
		options.maps = no_country;
		options.num_maps = 1;
	}
	if (psi_normalize(
		normalizer, &source, &sink, &options, NULL, NULL, &err) != 0)
		die(path, &err);
	(void)fclose(file);
}

/*
 * Take the cell at `*pos` of a CSV text of our own, and unquote it in place.
 * Every cell gets a NUL in the place of its separator. Returns false at the
 * end of the text; `*last` tells that the cell is its row's last.
 */
static bool
next_cell(struct psi_buf *text, size_t *pos, size_t *cell, bool *last)
{
	char *s = (char *)text->data;
	size_t in = *pos, out = *pos;
	bool quoted;

	if (in >= text->len)
		return false;
	*cell = out;
	quoted = s[in] == '"';
	if (quoted)
		in++;
	while (in < text->len) {
		if (quoted && s[in] == '"' && s[in + 1] == '"')
			in++;
		else if (quoted && s[in] == '"') {
			in++;
			break;
		} else if (!quoted &&
		    (s[in] == ',' || s[in] == '\n' || s[in] == '\r'))
			break;
		s[out++] = s[in++];
	}
	if (s[in] == '\r')
		in++;
	*last = s[in] == '\n';
	s[out] = '\0';
	*pos = in + 1;
	return true;
}

static void
end_text(struct psi_buf *text)
{
	struct psi_error err;

	if (psi_buf_append(text, "\n", 1, &err) != 0)
		die("out of memory", &err);
}

static int
compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The account of an id, or UINT32_MAX. */
static uint32_t
find_account(const struct list *list, const char *id)
{
	const char **found = bsearch(
	    &id, list->ids, list->num_ids, sizeof *list->ids, compare_texts);

	return found == NULL ? UINT32_MAX : (uint32_t)(found - list->ids);
}

/* Read the rows account,population,type,value of a keys file. */
static void
read_keys(struct list *list)
{
	size_t pos = 0, cell[4], *accounts = NULL;
	bool last;

	end_text(&list->text);
	while (next_cell(&list->text, &pos, &cell[0], &last)) {
		for (size_t i = 1; i < 4 && !last; i++)
			if (!next_cell(&list->text, &pos, &cell[i], &last))
				die("a row is cut off", NULL);
		if (list->text.data[cell[0]] == '\0' ||
		    strcmp((char *)list->text.data + cell[0], "account") == 0)
			continue;
		list->keys =
		    grow(list->keys, list->num_keys + 1, sizeof *list->keys);
		accounts = grow(accounts, list->num_keys + 1, sizeof *accounts);
		accounts[list->num_keys] = cell[0];
		list->keys[list->num_keys].type = cell[2];
		list->keys[list->num_keys++].value = cell[3];
	}
	/* Rows of one account follow each other. */
	for (size_t i = 0; i < list->num_keys; i++) {
		const char *id = (char *)list->text.data + accounts[i];

		if (list->num_ids > 0 &&
		    strcmp(list->ids[list->num_ids - 1], id) == 0)
			continue;
		list->ids =
		    grow(list->ids, list->num_ids + 1, sizeof *list->ids);
		list->ids[list->num_ids++] = id;
	}
	qsort(list->ids, list->num_ids, sizeof *list->ids, compare_texts);
	for (size_t i = 0; i < list->num_keys; i++)
		list->keys[i].account =
		    find_account(list, (char *)list->text.data + accounts[i]);
	free(accounts);
}

static void
add_pair(struct pairs *pairs, uint32_t left, uint32_t right)
{
	if (pairs->num == pairs->size) {
		pairs->size = pairs->size == 0 ? 4096 : pairs->size * 2;
		pairs->pair =
		    grow(pairs->pair, pairs->size, sizeof *pairs->pair);
	}
	pairs->pair[pairs->num++] = (uint64_t)left << 32 | right;
}

static int
compare_pairs(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* Sort, and drop repetitions. */
static void
settle(struct pairs *pairs)
{
	size_t num = 0;

	if (pairs->num == 0)
		return;
	qsort(pairs->pair, pairs->num, sizeof *pairs->pair, compare_pairs);
	for (size_t i = 0; i < pairs->num; i++)
		if (num == 0 || pairs->pair[num - 1] != pairs->pair[i])
			pairs->pair[num++] = pairs->pair[i];
	pairs->num = num;
}

static void
read_truth(struct pairs *truth, const struct list *left,
    const struct list *right, const char *path)
{
	struct psi_buf text = PSI_BUF_INIT;
	size_t pos = 0, a, b;
	bool last;

	read_all(&text, path);
	end_text(&text);
	while (next_cell(&text, &pos, &a, &last)) {
		uint32_t x, y;

		if (last || !next_cell(&text, &pos, &b, &last))
			continue;
		if (strcmp((char *)text.data + a, "left") == 0)
			continue;
		x = find_account(left, (char *)text.data + a);
		y = find_account(right, (char *)text.data + b);
		/* An account without any key counts as a pair not found. */
		add_pair(truth, x, y);
	}
	settle(truth);
	psi_buf_clear(&text);
}

/* A key with its text, for sorting. */
struct sorted_key {
	const char *type;
	const char *value;
	uint32_t account;
};

static int
compare_keys(const void *a, const void *b)
{
	const struct sorted_key *x = a, *y = b;
	int order = strcmp(x->type, y->type);

	return order != 0 ? order : strcmp(x->value, y->value);
}

static bool
is_in_set(const struct key_set *set, const char *type)
{
	char text[64];

	(void)snprintf(text, sizeof text, ",%s,", type);
	return strstr(set->types, text) != NULL;
}

static struct sorted_key *
sort_keys(const struct list *list, const struct key_set *set, size_t *num)
{
	struct sorted_key *keys = grow(NULL, list->num_keys, sizeof *keys);

	*num = 0;
	for (size_t i = 0; i < list->num_keys; i++) {
		const char *type =
		    (const char *)list->text.data + list->keys[i].type;

		if (!is_in_set(set, type))
			continue;
		keys[*num].type = type;
		keys[*num].value =
		    (const char *)list->text.data + list->keys[i].value;
		keys[(*num)++].account = list->keys[i].account;
	}
	qsort(keys, *num, sizeof *keys, compare_keys);
	return keys;
}

/* All accounts that share a key of the set. */
static void
find_pairs(struct pairs *pairs, const struct list *left,
    const struct list *right, const struct key_set *set, size_t *num_keys)
{
	size_t num_a, num_b, b = 0;
	struct sorted_key *as = sort_keys(left, set, &num_a);
	struct sorted_key *bs = sort_keys(right, set, &num_b);

	for (size_t a = 0; a < num_a; a++) {
		while (b < num_b && compare_keys(&bs[b], &as[a]) < 0)
			b++;
		for (size_t i = b;
		     i < num_b && compare_keys(&bs[i], &as[a]) == 0; i++)
			add_pair(pairs, as[a].account, bs[i].account);
	}
	settle(pairs);
	*num_keys = num_a + num_b;
	free(as);
	free(bs);
}

static size_t
count_common(const struct pairs *a, const struct pairs *b)
{
	size_t num = 0, j = 0;

	for (size_t i = 0; i < a->num; i++) {
		while (j < b->num && b->pair[j] < a->pair[i])
			j++;
		if (j < b->num && b->pair[j] == a->pair[i])
			num++;
	}
	return num;
}

/* Print one row; false where it is below what is asked for. */
static bool
judge(const struct list *left, const struct list *right,
    const struct pairs *truth, const struct key_set *set,
    const char *const *wanted)
{
	struct pairs pairs = { NULL, 0, 0 };
	size_t num_keys, num_right;
	double recall, precision;
	bool good = true;

	find_pairs(&pairs, left, right, set, &num_keys);
	num_right = count_common(&pairs, truth);
	recall = (double)num_right / (double)truth->num;
	precision = pairs.num == 0 ? 1 : (double)num_right / (double)pairs.num;
	(void)printf("%-14s %7.4f %9.4f %7zu %7zu %9.2f\n", set->name, recall,
	    precision, pairs.num, pairs.num - num_right,
	    (double)num_keys / (double)(left->num_ids + right->num_ids));
	for (; *wanted != NULL; wanted += 3) {
		if (strcmp(wanted[0], set->name) != 0)
			continue;
		good = recall >= strtod(wanted[1], NULL) &&
		    precision >= strtod(wanted[2], NULL);
		if (!good)
			(void)printf("^ below %s recall at %s precision\n",
			    wanted[1], wanted[2]);
	}
	free(pairs.pair);
	return good;
}

/* Both lists by the rules of one suffix list. */
static void
read_lists(struct list *left, struct list *right, char **paths, bool bare)
{
	struct psi_normalizer_config config = PSI_NORMALIZER_CONFIG_INIT;
	struct psi_buf suffixes = PSI_BUF_INIT;
	struct psi_normalizer *normalizer = NULL;
	struct psi_error err;

	read_all(&suffixes, paths[0]);
	config.suffixes = suffixes.data;
	config.suffixes_len = suffixes.len;
	if (psi_normalizer_new(&normalizer, &config, &err) != 0)
		die(paths[0], &err);
	normalize(&left->text, normalizer, paths[1], false);
	normalize(&right->text, normalizer, paths[2], bare);
	psi_normalizer_free(normalizer);
	psi_buf_clear(&suffixes);
	read_keys(left);
	read_keys(right);
}

static void
free_list(struct list *list)
{
	psi_buf_clear(&list->text);
	free(list->keys);
	free(list->ids);
}

int
main(int argc, char **argv)
{
	struct list left = { 0 }, right = { 0 };
	struct pairs truth = { NULL, 0, 0 };
	bool good = true;
	bool bare = argc > 5 && strcmp(argv[5], "--bare-right") == 0;
	int first = bare ? 6 : 5;

	if (argc < 5 || (argc - first) % 3 != 0) {
		(void)fprintf(stderr,
		    "usage: eval SUFFIXES LEFT RIGHT TRUTH [--bare-right] "
		    "[SET RECALL PRECISION]...\n");
		return 2;
	}
	read_lists(&left, &right, argv + 1, bare);
	read_truth(&truth, &left, &right, argv[4]);
	(void)printf("%zu and %zu accounts with keys, %zu pairs\n\n",
	    left.num_ids, right.num_ids, truth.num);
	(void)printf("%-14s %7s %9s %7s %7s %9s\n", "key set", "recall",
	    "precision", "pairs", "wrong", "keys each");
	for (size_t i = 0; i < NUM_KEY_SETS; i++)
		good &= judge(&left, &right, &truth, &key_sets[i],
		    (const char *const *)argv + first);
	free_list(&left);
	free_list(&right);
	free(truth.pair);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
