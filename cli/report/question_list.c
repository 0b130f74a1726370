#include "report/question_list.h"

#include <string.h>

#include "kit/outfile.h"
#include "report/answer.h"
#include "report/which_question.h"

#define NUM_COLUMNS 8

int
psi_question_list_print(const struct psi_mapping_questions *questions,
    struct psi_outfile *out, struct psi_error *err)
{
	struct psi_listed_question listed;
	int rc = 0;

	for (size_t i = 0;
	     rc == 0 && psi_listed_question_at(&listed, questions, i); i++)
		rc = psi_outfile_text(out, err, "%-14s %s%s%s%s\n", listed.name,
		    listed.words, listed.takes[0] == '\0' ? "" : " (takes ",
		    listed.takes, listed.takes[0] == '\0' ? "" : ")");
	return rc;
}

static int
add_row(const struct psi_mapping_rows *rows, const char *const *texts,
    struct psi_error *err)
{
	struct psi_mapping_cell cells[NUM_COLUMNS];

	for (size_t i = 0; i < NUM_COLUMNS; i++)
		cells[i] =
		    (struct psi_mapping_cell){ texts[i], strlen(texts[i]) };
	return rows->row(rows->cookie, cells, NUM_COLUMNS, err);
}

int
psi_question_list_fill(struct psi_answer *answer,
    const struct psi_mapping_questions *questions, struct psi_error *err)
{
	static const char *const header[NUM_COLUMNS] = { "name", "question",
		"needs", "where", "by", "show", "sort", "across" };
	struct psi_mapping_rows rows = psi_answer_rows(answer);
	struct psi_listed_question listed;
	int rc = add_row(&rows, header, err);

	for (size_t i = 0;
	     rc == 0 && psi_listed_question_at(&listed, questions, i); i++) {
		const struct psi_mapping_named *named = listed.named;
		const char *texts[NUM_COLUMNS] = { listed.name, listed.words,
			"program", "", "", "", "", "" };

		if (named != NULL) {
			texts[2] = named->needs;
			texts[3] = named->question.where;
			texts[4] = named->question.by;
			texts[5] = named->question.show;
			texts[6] = named->question.sort;
			texts[7] = named->across;
		}
		rc = add_row(&rows, texts, err);
	}
	return rc;
}
