#include "session/own_lists.h"

#include <string.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/error.h"
#include "base/secret.h"
#include "normal/normalizer.h"
#include "session/session.h"
#include "table/csv_reader.h"

/* An export that is hashed on its way, by itself and with all others. */
struct hashing {
	const struct psi_source *source;
	struct psi_sha256 *all;
	struct psi_sha256 one;
};

static int
hashing_read(void *cookie, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err)
{
	struct hashing *hashing = cookie;
	int rc = hashing->source->read(
	    hashing->source->cookie, out, out_size, out_len, err);

	if (rc != 0)
		return rc;
	psi_sha256_update(hashing->all, out, *out_len);
	psi_sha256_update(&hashing->one, out, *out_len);
	return 0;
}

static size_t
num_lists(const struct psi_own_lists *lists)
{
	return lists->num_more + 1;
}

static const struct psi_source *
source_at(const struct psi_own_lists *lists, size_t i)
{
	return i == 0 ? lists->first : lists->more[i - 1];
}

/* ---- how they are read ---- */

/* "FIELD=HEADER": is it of the same field as another one? */
static bool
same_field(const char *a, const char *b)
{
	size_t len = strcspn(a, "=");

	return len == strcspn(b, "=") && strncmp(a, b, len) == 0;
}

/* What the caller maps, and behind it what is remembered of other fields: who names
 * the column of one field does not take back that of the ids. */
static int
remember_maps(struct psi_own_lists *lists, struct psi_error *err)
{
	size_t num = lists->num_maps;

	lists->num_remembered = lists->num_maps + lists->exports.map.num;
	lists->remembered =
	    psi_array_new(lists->num_remembered, sizeof *lists->remembered);
	if (lists->remembered == NULL)
		return psi_error_nomem(err);
	lists->known =
	    psi_array_new(lists->exports.map.num, sizeof *lists->known);
	if (lists->known == NULL)
		return psi_error_nomem(err);
	for (size_t i = 0; i < lists->num_maps; i++)
		lists->remembered[i] = lists->maps[i];
	for (size_t i = 0; i < lists->exports.map.num; i++) {
		const char *map = psi_exports_map(&lists->exports, i);
		size_t k = 0;

		lists->known[i] = map;
		while (k < lists->num_maps && !same_field(lists->maps[k], map))
			k++;
		if (k == lists->num_maps)
			lists->remembered[num++] = map;
	}
	lists->options.maps = lists->remembered;
	lists->options.num_maps = num;
	return 0;
}

/* What was not told, as the keys were made. */
static int
remember(struct psi_own_lists *lists, struct psi_error *err)
{
	static const struct psi_normalize_options init =
	    PSI_NORMALIZE_OPTIONS_INIT;
	const struct psi_exports *exports = &lists->exports;
	struct psi_normalize_options *options = &lists->options;

	*options = init;
	options->encoding = lists->encoding != NULL
	    ? lists->encoding
	    : psi_exports_encoding(exports);
	options->delimiter =
	    lists->delimiter != '\0' ? lists->delimiter : exports->delimiter;
	options->skip_lines = exports->skip_lines;
	options->country = psi_exports_country(exports);
	return remember_maps(lists, err);
}

/* As many exports as the keys were made from. */
static int
check_number(const struct psi_own_lists *lists, struct psi_error *err)
{
	size_t made =
	    lists->exports.num_lists == 0 ? 1 : lists->exports.num_lists;

	if (num_lists(lists) == made)
		return 0;
	if (made == 1)
		return psi_refuse(err, PSI_E_INPUT, 0,
		    "give the one export that was normalised",
		    "the keys of this session were made from one export, and "
		    "%zu are given",
		    num_lists(lists));
	return psi_refuse(err, PSI_E_INPUT, 0,
	    "give all of them, in the order in which psi-normalize had them",
	    "the keys of this session were made from %zu exports, and %s given",
	    made, num_lists(lists) == 1 ? "one is" : "another number is");
}

int
psi_own_lists_check_normalizer(const struct psi_own_lists *lists,
    const struct psi_session *session, struct psi_error *err)
{
	if (psi_public_equal(lists->normalizer->fingerprint,
		session->agreement->fingerprint, PSI_SHA256_BYTES))
		return 0;
	return psi_refuse(err, PSI_E_INPUT, 0,
	    "name the list that came with the agreement (AGREEMENT.psl) with "
	    "--suffix-list",
	    "this normaliser is not the one of the agreement, or has another "
	    "public-suffix list");
}

int
psi_own_lists_open(struct psi_own_lists *lists,
    const struct psi_session *session, struct psi_error *err)
{
	int rc;

	lists->which = 0;
	if (lists->num_more >= PSI_NORMALIZE_LISTS_MAX)
		return psi_error_set(err, PSI_E_ARG,
		    "from 1 to %d exports can be read as one",
		    PSI_NORMALIZE_LISTS_MAX);
	if ((rc = psi_exports_read(&lists->exports, session->state.exports_file,
		 &session->store, err)) != 0 ||
	    (rc = check_number(lists, err)) != 0 ||
	    (rc = remember(lists, err)) != 0 || lists->num_more == 0)
		return rc;
	if (lists->normalizer == NULL)
		return psi_refuse(err, PSI_E_INPUT, 0,
		    "name the list that came with the agreement "
		    "(AGREEMENT.psl) with --suffix-list",
		    "rows of several exports are put together by the rules of "
		    "the agreement, and there is no public-suffix list");
	return psi_own_lists_check_normalizer(lists, session, err);
}

void
psi_own_lists_clear(struct psi_own_lists *lists)
{
	psi_array_free(lists->remembered, lists->num_remembered,
	    sizeof *lists->remembered);
	lists->remembered = NULL;
	psi_array_free(
	    lists->known, lists->exports.map.num, sizeof *lists->known);
	lists->known = NULL;
	psi_exports_clear(&lists->exports);
}

/* ---- are they those? ---- */

/* The place of a digest among those remembered; as many as there are where it
 * is none of them. */
static size_t
find_digest(
    const struct psi_exports *exports, const uint8_t digest[PSI_SHA256_BYTES])
{
	size_t i = 0;

	while (i < exports->num_lists &&
	    !psi_public_equal(exports->list[i], digest, PSI_SHA256_BYTES))
		i++;
	return i;
}

/* What is left of the exports is hashed too: reading stops where one of them
 * cannot be read, as in another order than it was. */
static void
read_to_the_end(const struct psi_source *sources, size_t num)
{
	uint8_t chunk[8192];

	for (size_t i = 0; i < num; i++) {
		size_t len = 1;

		while (len > 0 &&
		    sources[i].read(sources[i].cookie, chunk, sizeof chunk,
			&len, NULL) == 0)
			;
	}
	psi_wipe(chunk, sizeof chunk);
}

/* An export that stood in another place refuses all; `which` says which. */
static int
check_order(
    struct psi_own_lists *lists, struct hashing *hashing, struct psi_error *err)
{
	const struct psi_exports *exports = &lists->exports;
	uint8_t digest[PSI_SHA256_BYTES];
	size_t num_same = 0;
	size_t other = SIZE_MAX;

	for (size_t i = 0; i < num_lists(lists); i++) {
		size_t was;

		psi_sha256_final(&hashing[i].one, digest);
		was = find_digest(exports, digest);
		if (psi_public_equal(
			exports->list[i], digest, PSI_SHA256_BYTES)) {
			num_same++;
		} else if (was < exports->num_lists) {
			lists->which = i;
			return psi_refuse(err, PSI_E_INPUT, 0,
			    "give the exports in the order in which "
			    "psi-normalize had them",
			    "this was export %zu when the keys were made, and "
			    "is export %zu here",
			    was + 1, i + 1);
		} else if (other == SIZE_MAX) {
			other = i;
		}
	}
	lists->is_same = num_same == num_lists(lists);
	if (!lists->is_same)
		lists->which = other;
	return 0;
}

/* Line 2 of another file is another company. */
static int
refuse_lines(const struct psi_own_lists *lists, struct psi_error *err)
{
	return psi_refuse(err, PSI_E_INPUT, 0,
	    lists->num_more == 0
		? "give the very file that was normalised; a later export "
		  "needs a column of the accounts' ids"
		: "give the very files that were normalised; for later exports "
		  "each needs a column of the accounts' ids",
	    "accounts without an id are named by their line, and this is not "
	    "the export that was normalised");
}

/* Several exports: the very ones, in their order, put together in the same way; or
 * later ones, if the accounts have ids. */
static int
check_several(struct psi_own_lists *lists, struct hashing *hashing,
    bool has_made_ids, struct psi_error *err)
{
	int rc = check_order(lists, hashing, err);

	if (rc != 0)
		return rc;
	if (lists->is_same && lists->has_other_id) {
		lists->which = 0;
		return psi_refuse(err, PSI_E_INPUT, 0,
		    "map no column of names, websites, countries, identifiers "
		    "or ids here but those that psi-normalize had with --map",
		    "by --map other rows would be put together to an account "
		    "than when the keys were made");
	}
	if (lists->is_same || !has_made_ids)
		return 0;
	return refuse_lines(lists, err);
}

/* ---- their rows ---- */

static int
read_one(struct psi_own_lists *lists, struct psi_own_columns *columns,
    const struct psi_source *source, uint64_t *missing, struct psi_error *err)
{
	struct psi_csv_reader_options reading = { PSI_ENCODING_AUTO,
		lists->options.delimiter };

	if (lists->options.encoding != NULL &&
	    !psi_encoding_from_name(&reading.encoding, lists->options.encoding))
		return psi_refuse(err, PSI_E_ARG, 0,
		    "such as utf-8, windows-1252 or iso-8859-1",
		    "there is no such encoding: '%s'", lists->options.encoding);
	if (lists->id_column == NULL)
		psi_own_columns_map(columns, lists->options.maps,
		    lists->options.num_maps, lists->options.skip_lines);
	return psi_own_columns_read(
	    columns, source, lists->id_column, &reading, missing, err);
}

static int
read_several(struct psi_own_lists *lists, struct psi_own_columns *columns,
    const struct psi_source *sources, uint64_t *missing, struct psi_error *err)
{
	const struct psi_source *each[PSI_NORMALIZE_LISTS_MAX];
	unsigned int which = 0;
	int rc;

	for (size_t i = 0; i < num_lists(lists); i++)
		each[i] = &sources[i];
	rc = psi_own_columns_read_lists(columns, lists->normalizer, each,
	    num_lists(lists), &lists->options, missing, &which, err);
	lists->which = which;
	return rc;
}

/* What reading several exports came to, `rc`, and whether it was of those. */
static int
end_several(struct psi_own_lists *lists, struct hashing *hashing,
    const struct psi_source *sources, int rc, bool has_made_ids,
    struct psi_error *err)
{
	struct psi_error order;
	size_t which = lists->which;

	if (rc == 0) {
		psi_sha256_final(hashing->all, lists->digest);
		return check_several(lists, hashing, has_made_ids, err);
	}
	if (rc != PSI_E_INPUT)
		return rc;
	read_to_the_end(sources, num_lists(lists));
	if (check_order(lists, hashing, &order) != 0) {
		if (err != NULL)
			*err = order;
	} else {
		lists->which = which;
	}
	return rc;
}

int
psi_own_lists_columns(struct psi_own_lists *lists,
    const struct psi_session *session, struct psi_own_columns *columns,
    bool has_made_ids, uint64_t *missing, struct psi_error *err)
{
	struct hashing hashing[PSI_NORMALIZE_LISTS_MAX];
	struct psi_source sources[PSI_NORMALIZE_LISTS_MAX];
	struct psi_sha256 all;
	int rc;

	lists->is_same = false;
	if (lists->num_maps > 0 && lists->id_column == NULL)
		psi_own_columns_compare(
		    columns, lists->known, lists->exports.map.num);
	psi_sha256_init(&all);
	for (size_t i = 0; i < num_lists(lists); i++) {
		hashing[i].source = source_at(lists, i);
		hashing[i].all = &all;
		psi_sha256_init(&hashing[i].one);
		sources[i].read = hashing_read;
		sources[i].cookie = &hashing[i];
	}
	rc = lists->num_more == 0
	    ? read_one(lists, columns, sources, missing, err)
	    : read_several(lists, columns, sources, missing, err);
	lists->has_other_id = psi_own_columns_are_others(columns);
	if (lists->num_more > 0)
		return end_several(
		    lists, hashing, sources, rc, has_made_ids, err);
	psi_sha256_final(&all, lists->digest);
	lists->is_same = psi_state_has(session->state.export) &&
	    psi_public_equal(
		session->state.export, lists->digest, PSI_SHA256_BYTES);
	/* Keys that were not made by psi-normalize may name no export. */
	if (rc == 0 && has_made_ids && !lists->is_same &&
	    psi_state_has(session->state.export))
		return refuse_lines(lists, err);
	return rc;
}
