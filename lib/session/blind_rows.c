#include "session/blind_rows.h"

#include <string.h>

#include "base/error.h"
#include "group/element_set.h"
#include "session/blind_allowed.h"
#include "session/blind_message.h"
#include "session/key_read.h"
#include "session/map_write.h"
#include "session/objects.h"
#include "session/partner_file.h"
#include "session/session.h"

/* Sort each group by octets (rule 4): row_at says which row stands where. */
static int
order_rows(struct psi_blinding *blinding, struct psi_error *err)
{
	const struct psi_blind_layout *layout = &blinding->layout;
	size_t element_bytes = blinding->suite->element_bytes;
	struct psi_element_ref *refs;
	size_t first = 0;
	int rc = 0;

	refs = psi_array_new(layout->elements, sizeof *refs);
	blinding->row_at =
	    psi_array_new(layout->elements, sizeof *blinding->row_at);
	if (refs == NULL || blinding->row_at == NULL) {
		rc = psi_error_nomem(err);
		goto out;
	}
	for (size_t g = 0; g < layout->num_group; g++) {
		rc = psi_element_sort(refs,
		    blinding->elements.at + first * element_bytes,
		    layout->total[g], element_bytes, err);
		if (rc != 0)
			goto out;
		for (size_t i = 0; i < layout->total[g]; i++)
			blinding->row_at[first + i] =
			    (uint32_t)first + refs[i].row;
		first += layout->total[g];
	}
out:
	psi_array_free(refs, layout->elements, sizeof *refs);
	return rc;
}

static void
fill_header(struct psi_blinding *blinding)
{
	const struct psi_session *session = blinding->session;
	const struct psi_agreement *agreement = session->agreement;
	struct psi_wire_header *header = &blinding->header;

	header->kind = PSI_WIRE_BLINDED;
	header->suite = blinding->suite;
	memcpy(header->agreement, session->state.agreement,
	    sizeof header->agreement);
	header->from = session->state.role;
	header->run = session->state.run;
	header->created = session->options.today;
	header->source_date = blinding->table.source_date;
	header->elements = blinding->layout.elements;
	header->num_group = agreement->num_group;
	for (size_t g = 0; g < agreement->num_group; g++) {
		const char *name = psi_population_name(agreement->group[g]);

		memcpy(header->group[g], name, strlen(name) + 1);
		header->group_elements[g] = blinding->layout.total[g];
	}
}

static int
write_elements(struct psi_blinding *blinding, struct psi_wire_writer *writer,
    struct psi_error *err)
{
	size_t element_bytes = blinding->suite->element_bytes;
	uint8_t block[256 * PSI_ELEMENT_MAX_BYTES];
	size_t num = 0;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < blinding->layout.elements; i++) {
		memcpy(block + num * element_bytes,
		    blinding->elements.at + blinding->row_at[i] * element_bytes,
		    element_bytes);
		if (++num < 256 && i + 1 < blinding->layout.elements)
			continue;
		rc = psi_wire_write_elements(
		    writer, element_bytes, block, num, err);
		num = 0;
	}
	return rc;
}

static int
write_records(struct psi_blinding *blinding, struct psi_wire_writer *writer,
    struct psi_error *err)
{
	int rc = psi_wire_write_header(writer, &blinding->header, err);

	if (rc == 0)
		rc = blinding->spill != NULL
		    ? psi_blind_spill_write(blinding->spill, writer, err)
		    : write_elements(blinding, writer, err);
	if (rc != 0)
		return rc;
	return psi_session_sign(
	    blinding->session, writer, PSI_WIRE_BLINDED, blinding->digest, err);
}

static int
write_blinded(struct psi_blinding *blinding, struct psi_error *err)
{
	struct psi_store *store = &blinding->session->store;
	struct psi_wire_writer *writer = NULL;
	struct psi_sink sink;
	int rc;

	rc = store->create(store->cookie, PSI_OBJECT_BLINDED, &sink, err);
	if (rc != 0)
		return rc;
	if ((rc = psi_wire_writer_new(&writer, &sink, err)) == 0)
		rc = write_records(blinding, writer, err);
	psi_wire_writer_free(writer);
	if (rc == 0)
		return store->commit(store->cookie, &sink, err);
	store->abandon(store->cookie, &sink);
	return rc;
}

/* The position of each key, and then the rows that lead back from it. In
 * counts mode nothing ever leads back, so there is no map. */
static int
write_map(struct psi_blinding *blinding, struct psi_state *state,
    struct psi_error *err)
{
	struct psi_key_table *table = &blinding->table;
	bool is_counts = blinding->session->agreement->mode == PSI_MODE_COUNTS;
	uint32_t *key_at;
	int rc;

	key_at = psi_array_new(blinding->layout.elements, sizeof *key_at);
	if (key_at == NULL)
		return psi_error_nomem(err);
	for (size_t i = 0; i < blinding->layout.elements; i++)
		key_at[i] = blinding->layout.key[blinding->row_at[i]];
	rc = psi_map_write(is_counts ? NULL : &blinding->session->store,
	    blinding->session->workers, table, key_at,
	    blinding->layout.elements, state, err);
	psi_array_free(key_at, blinding->layout.elements, sizeof *key_at);
	return rc;
}

/* Elements are computed meanwhile, where there are threads for it. The scalar is
 * drawn for that; it is stored when the run is in the ledger. */
static int
read_ahead(struct psi_blinding *blinding, struct psi_key_reader *reader,
    struct psi_error *err)
{
	int rc =
	    psi_blind_secrets_draw(&blinding->secrets, blinding->session, err);

	if (rc != 0)
		return rc;
	blinding->work.scalar = blinding->secrets.scalar.data;
	return psi_blind_elements_read(&blinding->elements, reader, err);
}

static int
read_keys(struct psi_blinding *blinding, const struct psi_source *keys,
    const struct psi_key_room *room, struct psi_error *err)
{
	const struct psi_session *session = blinding->session;
	bool is_whole =
	    blinding->parts.num == 0 && blinding->work.results == NULL;
	struct psi_key_reader *reader = NULL;
	bool end;
	int rc;

	rc = psi_key_reader_new(&reader, &blinding->table, keys,
	    session->agreement, session->state.role, room, err);
	if (reader != NULL &&
	    (rc = is_whole && psi_blind_elements_may_read(&blinding->elements)
		    ? read_ahead(blinding, reader, err)
		    : psi_key_reader_read(reader, SIZE_MAX, &end, err)) == 0)
		rc = psi_key_reader_finish(reader, err);
	psi_key_reader_free(reader);
	return rc;
}

int
psi_blinding_read(struct psi_blinding *blinding, const struct psi_source *keys,
    struct psi_error *err)
{
	const struct psi_session *session = blinding->session;
	const struct psi_task_plan *parts = &blinding->parts;
	bool is_again = blinding->work.results != NULL;
	const struct psi_key_room room = { session->options.memory,
		session->options.scratch, is_again ? &parts->seed : NULL };
	bool has_limit = room.memory > 0 && room.scratch != NULL;
	int rc;

	/* The rows must come in the order in which they were cut. */
	if (is_again && parts->is_spilled && !has_limit)
		return psi_error_set(err, PSI_E_ARG,
		    "these parts were sorted on disk, and there is none");
	if (is_again)
		has_limit = parts->is_spilled;

	rc = read_keys(blinding, keys, has_limit ? &room : NULL, err);
	if (rc == 0 && psi_key_table_num_account(&blinding->table) == 0)
		return psi_refuse(err, PSI_E_INPUT, 0,
		    "'psi-normalize --check' says of a list why none are made",
		    "the keys file has no keys");
	return rc != 0
	    ? rc
	    : psi_blind_check_source_date(session, &blinding->table, err);
}

int
psi_blinding_plan(struct psi_blinding *blinding, struct psi_error *err)
{
	struct psi_session *session = blinding->session;

	if (blinding->table.spill != NULL)
		return psi_blind_spill_new(&blinding->spill, session,
		    blinding->table.spill, &blinding->layout, err);
	return psi_blind_plan(&blinding->layout, session->agreement,
	    psi_session_own(session), &blinding->table, err);
}

/* Elements, the blinded file and the map, of keys in memory; or of keys on
 * disk, which have their positions only once the file is written. */
int
psi_blinding_write(struct psi_blinding *blinding, struct psi_state *state,
    struct psi_error *err)
{
	int rc;

	fill_header(blinding);
	if (blinding->spill == NULL) {
		if ((rc = psi_blind_elements_make(
			 &blinding->elements, &blinding->layout, err)) != 0 ||
		    (rc = order_rows(blinding, err)) != 0 ||
		    (rc = write_map(blinding, state, err)) != 0)
			return rc;
		return write_blinded(blinding, err);
	}
	if ((rc = psi_blind_spill_compute(
		 blinding->spill, &blinding->work, err)) != 0 ||
	    (rc = write_blinded(blinding, err)) != 0)
		return rc;
	return psi_blind_spill_map(blinding->spill, state, err);
}

int
psi_blinding_cut(struct psi_blinding *blinding, struct psi_error *err)
{
	return blinding->spill != NULL
	    ? psi_blind_spill_compute(blinding->spill, &blinding->work, err)
	    : psi_blind_elements_make(
		  &blinding->elements, &blinding->layout, err);
}

void
psi_blinding_clear(struct psi_blinding *blinding)
{
	const struct psi_blind_layout *layout = &blinding->layout;

	psi_blind_elements_clear(&blinding->elements);
	psi_array_free(
	    blinding->row_at, layout->elements, sizeof *blinding->row_at);
	psi_blind_spill_free(blinding->spill);
	psi_blind_layout_clear(&blinding->layout);
	psi_key_table_clear(&blinding->table);
	psi_blind_secrets_clear(&blinding->secrets);
	psi_task_inputs_clear(&blinding->inputs);
	psi_task_results_clear(&blinding->results);
	psi_task_plan_clear(&blinding->parts);
}

void
psi_blinding_begin(struct psi_blinding *blinding, struct psi_session *session)
{
	memset(blinding, 0, sizeof *blinding);
	blinding->session = session;
	blinding->suite = session->agreement->suite;
	blinding->work.suite = blinding->suite;
	blinding->work.agreement = session->state.agreement;
	psi_blind_elements_begin(
	    &blinding->elements, session, &blinding->work, &blinding->table);
}
