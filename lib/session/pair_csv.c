/* pairs.csv (psi/share.h). */
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "mapping/column.h"
#include "mapping/visible.h"
#include "psi/date.h"
#include "session/pair_list.h"
#include "session/session.h"
#include "table/csv_writer.h"

/* A text that somebody typed, for a table that people open in a spreadsheet:
 * invisible characters are spelled out, formulas neutralised. */
static int
write_data(struct psi_csv_writer *writer, struct psi_buf *scratch,
    const char *text, size_t len, struct psi_error *err)
{
	int rc;

	scratch->len = 0;
	if (len > 0 && (rc = psi_visible_append(scratch, text, len, err)) != 0)
		return rc;
	return psi_csv_writer_cell(
	    writer, (const char *)scratch->data, scratch->len, err);
}

static int
write_words(struct psi_csv_writer *writer, const char *const *words, size_t num,
    struct psi_error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < num; i++)
		rc = psi_csv_writer_text(writer, words[i], err);
	return rc;
}

/* What all rows begin with. */
struct run_cells {
	const char *partner;
	char agreement[2 * PSI_AGREEMENT_DIGEST_BYTES + 1];
	char party[2];
	char run[PSI_DECIMAL_CHARS + 1];
	char date[PSI_DATE_CHARS];
};

static void
fill_run(struct run_cells *cells, const struct psi_session *session)
{
	const struct psi_state *state = &session->state;

	cells->partner = psi_agreement_term(session->agreement,
	    state->role == 'a' ? "party-b-name" : "party-a-name", 0);
	psi_hex_encode(
	    cells->agreement, state->agreement, sizeof state->agreement);
	cells->party[0] = state->role;
	cells->party[1] = '\0';
	cells->run[psi_decimal_encode(cells->run, state->run)] = '\0';
	psi_date_encode(cells->date, (int32_t)state->created);
}

static int
write_row(struct psi_csv_writer *writer, struct psi_buf *scratch,
    const struct run_cells *run, const struct psi_pair_row *row,
    struct psi_error *err)
{
	char score[8];
	const char *const first[] = { run->agreement, run->party, run->run,
		run->date, row->match };
	const char *const second[] = { row->their_account, score, row->tier,
		row->level, row->matched_on, row->ambiguous,
		row->our_population, row->their_population };
	int rc;

	(void)snprintf(score, sizeof score, "0.%03u", row->score);
	if ((rc = write_data(writer, scratch, run->partner,
		 strlen(run->partner), err)) != 0 ||
	    (rc = write_words(
		 writer, first, sizeof first / sizeof first[0], err)) != 0 ||
	    (rc = write_data(writer, scratch, row->our_account.text,
		 row->our_account.len, err)) != 0 ||
	    (rc = write_words(
		 writer, second, sizeof second / sizeof second[0], err)) != 0)
		return rc;
	for (int f = 0; rc == 0 && f < PSI_NUM_SHARED_FIELDS; f++)
		rc = write_data(
		    writer, scratch, row->ours[f].text, row->ours[f].len, err);
	for (int f = 0; rc == 0 && f < PSI_NUM_SHARED_FIELDS; f++)
		rc = write_data(writer, scratch, row->theirs[f].text,
		    row->theirs[f].len, err);
	return rc != 0 ? rc : psi_csv_writer_end_row(writer, err);
}

static int
write_rows(struct psi_pair_list *pairs, struct psi_csv_writer *writer,
    struct psi_error *err)
{
	struct psi_buf scratch = PSI_BUF_INIT;
	struct run_cells run;
	struct psi_pair_row row;
	int more = 1;
	int rc = 0;

	fill_run(&run, pairs->session);
	for (unsigned int c = 0; rc == 0 && c < PSI_COLUMN_FILE_END; c++) {
		char name[PSI_COLUMN_NAME_CHARS];

		psi_column_name(name, c);
		rc = psi_csv_writer_text(writer, name, err);
	}
	if (rc == 0)
		rc = psi_csv_writer_end_row(writer, err);
	pairs->next = 0;
	while (rc == 0) {
		rc = psi_pair_list_next(pairs, &row, &more, err);
		if (rc != 0 || more == 0)
			break;
		rc = write_row(writer, &scratch, &run, &row, err);
	}
	psi_buf_clear(&scratch);
	return rc;
}

int
psi_pair_list_write(struct psi_pair_list *pairs, const struct psi_sink *sink,
    struct psi_error *err)
{
	struct psi_csv_writer writer;
	int rc;

	psi_csv_writer_init(&writer, sink);
	rc = write_rows(pairs, &writer, err);
	if (rc == 0)
		rc = psi_csv_writer_flush(&writer, err);
	psi_csv_writer_clear(&writer);
	return rc;
}
