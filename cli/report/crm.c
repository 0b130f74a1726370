#include "report/crm.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "psi/mapping.h"

#include "kit/diag.h"
#include "report/mapping_tool.h"
#include "kit/outfile.h"

#define NUM_CRM_COLUMNS 8

/*
 * What is written, in the library's columns: the header of each CRM stands in
 * its place. An account may have several partners, so a row is a record of an
 * object of its own, "partner overlap", which belongs to the account. Its first
 * column is the key by which each CRM updates what is there already:
 *
 * - Salesforce: an External ID, which upsert() matches; with two matches it
 *   would refuse the record, and it may be told to disregard case
 *   (developer.salesforce.com, Apex Developer Guide, "Upserting Records").
 * - HubSpot: a property of unique values (developers.hubspot.com, "Create or
 *   update a batch of objects by unique property values"); the company is
 *   "Record ID" (knowledge.hubspot.com, "Import records for multiple
 *   objects").
 * - Dynamics 365: an alternate key, of which the Web API wants none of the
 *   characters / # < > * % & : \ ? + (learn.microsoft.com, "Define alternate
 *   keys using Power Apps").
 *
 * The others are names of fields as an administrator would make them.
 */
static const char show[] = "overlap_key,our_account,partner,sure,"
			   "their_population,motion,their_owner,first_seen";
static const struct {
	const char *name;
	const char *header[NUM_CRM_COLUMNS];
} crms[] = {
	{ "salesforce",
	    { "Overlap_Key__c", "Account__c", "Partner__c", "Match__c",
		"Partner_Population__c", "Partner_Motion__c",
		"Partner_Owner__c", "Partner_First_Seen__c" } },
	{ "hubspot",
	    { "overlap_key", "Record ID", "partner", "match",
		"partner_population", "partner_motion", "partner_owner",
		"partner_first_seen" } },
	{ "dynamics",
	    { "psi_key", "psi_account", "psi_partner", "psi_match",
		"psi_population", "psi_motion", "psi_owner",
		"psi_firstseen" } },
};

struct importer {
	const char *const *header;
	struct psi_mapping_rows to;
	bool has_header;
};

static int
rename_header(void *cookie, const struct psi_mapping_cell *cells,
    size_t num_cells, struct psi_error *err)
{
	struct importer *importer = cookie;
	struct psi_mapping_cell header[NUM_CRM_COLUMNS];

	if (importer->has_header || num_cells != NUM_CRM_COLUMNS)
		return importer->to.row(
		    importer->to.cookie, cells, num_cells, err);
	importer->has_header = true;
	for (size_t i = 0; i < NUM_CRM_COLUMNS; i++)
		header[i] = (struct psi_mapping_cell){ importer->header[i],
			strlen(importer->header[i]) };
	return importer->to.row(
	    importer->to.cookie, header, NUM_CRM_COLUMNS, err);
}

int
psi_crm_write(struct psi_mapping_tool *tool, const char *crm,
    struct psi_outfile *out, struct psi_error *err)
{
	struct psi_mapping_question question = { .show = show };
	struct importer importer = { NULL, { NULL, NULL }, false };
	struct psi_mapping_rows rows = { rename_header, &importer };
	struct psi_mapping_csv *csv = NULL;
	int rc;

	for (size_t i = 0; crm != NULL && i < sizeof crms / sizeof crms[0]; i++)
		if (strcmp(crms[i].name, crm) == 0)
			importer.header = crms[i].header;
	if (importer.header == NULL)
		return psi_usage(
		    err, "crm needs --for salesforce, hubspot or dynamics");
	question.extra = tool->where;
	question.which = PSI_MAPPING_SURE;
	if ((rc = psi_mapping_csv_new(&csv, &out->sink, err)) != 0)
		return rc;
	importer.to = psi_mapping_csv_rows(csv);
	if ((rc = psi_mapping_ask(tool->mapping, &question, &rows, err)) == 0 &&
	    (rc = psi_mapping_tool_read(tool, err)) == 0 &&
	    (rc = psi_mapping_finish(tool->mapping, err)) == 0)
		rc = psi_mapping_csv_flush(csv, err);
	psi_mapping_csv_free(csv);
	return rc;
}
