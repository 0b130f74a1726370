/* The result of a session as CSV (psi/matches.h). */
#include <stdio.h>

#include "session/match_list.h"
#include "table/csv_writer.h"

static int
write_texts(struct psi_csv_writer *writer, const char *const *texts, size_t num,
    struct psi_error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < num; i++)
		rc = psi_csv_writer_text(writer, texts[i], err);
	return rc;
}

static int
write_data(struct psi_csv_writer *writer, const struct psi_cell *cells,
    size_t num, struct psi_error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < num; i++)
		rc = psi_csv_writer_data(
		    writer, cells[i].text, cells[i].len, err);
	return rc;
}

static int
write_header(const struct psi_match_list *list, struct psi_csv_writer *writer,
    struct psi_error *err)
{
	static const char *const names[] = { "match", "account", "score",
		"tier", "level", "matched_on", "ambiguous" };
	size_t num = sizeof names / sizeof names[0];
	int rc;

	rc = write_texts(
	    writer, names, list->with_ambiguous ? num : num - 1, err);
	if (rc == 0)
		rc = write_data(writer, list->name, list->num_columns, err);
	return rc != 0 ? rc : psi_csv_writer_end_row(writer, err);
}

static int
write_row(const struct psi_match_list *list, struct psi_csv_writer *writer,
    const struct psi_match_row *row, struct psi_error *err)
{
	char score[8];
	const char *const texts[] = { score, row->tier, row->level,
		row->matched_on, row->ambiguous != 0 ? "yes" : "no" };
	size_t num = sizeof texts / sizeof texts[0];
	int rc;

	(void)snprintf(score, sizeof score, "0.%03u", row->score);
	if ((rc = psi_csv_writer_text(writer, row->match, err)) != 0 ||
	    (rc = write_data(writer, &row->our_account, 1, err)) != 0 ||
	    (rc = write_texts(writer, texts,
		 list->with_ambiguous ? num : num - 1, err)) != 0 ||
	    (rc = write_data(writer, row->cells, row->num_cells, err)) != 0)
		return rc;
	return psi_csv_writer_end_row(writer, err);
}

static int
write_accounts(struct psi_match_list *list, struct psi_csv_writer *writer,
    struct psi_error *err)
{
	struct psi_match_row row;
	int more;
	int rc = write_header(list, writer, err);

	while (rc == 0) {
		rc = psi_match_list_next(list, &row, &more, err);
		if (rc != 0 || more == 0)
			break;
		rc = write_row(list, writer, &row, err);
	}
	return rc;
}

static int
write_count(struct psi_csv_writer *writer, const char *ours, const char *theirs,
    const char *number, struct psi_error *err)
{
	const char *const cells[] = { ours, theirs, number };
	int rc = write_texts(writer, cells, 3, err);

	return rc != 0 ? rc : psi_csv_writer_end_row(writer, err);
}

static int
write_counts(struct psi_match_list *list, struct psi_csv_writer *writer,
    struct psi_error *err)
{
	struct psi_count_row row;
	char number[24];
	int more;
	int rc = write_count(
	    writer, "our_population", "their_population", "matches", err);

	while (rc == 0) {
		rc = psi_match_list_next_count(list, &row, &more, err);
		if (rc != 0 || more == 0)
			break;
		(void)snprintf(number, sizeof number, "%s%llu",
		    row.below != 0 ? "<" : "", (unsigned long long)row.matches);
		rc = write_count(writer, row.our_population,
		    row.their_population, number, err);
	}
	return rc;
}

int
psi_match_list_write(struct psi_match_list *list, const struct psi_sink *sink,
    struct psi_error *err)
{
	struct psi_csv_writer writer;
	int rc;

	if ((rc = psi_match_list_rewind(list, err)) != 0)
		return rc;
	psi_csv_writer_init(&writer, sink);
	rc = list->is_counts ? write_counts(list, &writer, err)
			     : write_accounts(list, &writer, err);
	if (rc == 0)
		rc = psi_csv_writer_flush(&writer, err);
	psi_csv_writer_clear(&writer);
	return rc;
}

int
psi_session_matches(struct psi_session *session, const struct psi_sink *sink,
    const struct psi_matches_options *options, struct psi_error *err)
{
	struct psi_match_list *list = NULL;
	int rc;

	rc = psi_match_list_new(&list, session, options, err);
	if (rc == 0)
		rc = psi_match_list_write(list, sink, err);
	psi_match_list_free(list);
	return rc;
}
