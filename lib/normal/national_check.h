/*
 * The check digits of single countries' numbers. Each reads a number of a
 * length that national.c's tables allow, made of digits unless the table says
 * otherwise. The formulas are those that the tax and register offices publish;
 * the European Commission lists the forms of the EU's VAT numbers (VIES,
 * "Frequently asked questions", number 11).
 */
#ifndef PSI_NORMAL_NATIONAL_CHECK_H
#define PSI_NORMAL_NATIONAL_CHECK_H

#include <stdbool.h>
#include <stddef.h>

/* Whether the check digits are right. */
typedef bool psi_national_check(const char *text, size_t len);

/* Of numbers without check digits: yes. */
psi_national_check psi_national_any;

/* Of VAT numbers, and of register numbers with the same formula. */
psi_national_check psi_national_at;
psi_national_check psi_national_be;
psi_national_check psi_national_bg;
psi_national_check psi_national_cy;
psi_national_check psi_national_cz;
psi_national_check psi_national_de;
psi_national_check psi_national_dk;
psi_national_check psi_national_ee;
psi_national_check psi_national_gr;
psi_national_check psi_national_es;
psi_national_check psi_national_fi;
psi_national_check psi_national_fr;
psi_national_check psi_national_gb;
psi_national_check psi_national_hu;
psi_national_check psi_national_ie;
psi_national_check psi_national_lt;
psi_national_check psi_national_lu;
psi_national_check psi_national_lv;
psi_national_check psi_national_mt;
psi_national_check psi_national_nl;
psi_national_check psi_national_no;
psi_national_check psi_national_pl;
psi_national_check psi_national_pt;
psi_national_check psi_national_ro;
psi_national_check psi_national_se_vat;
psi_national_check psi_national_si;
psi_national_check psi_national_sk;
psi_national_check psi_national_ch;

/* Of register numbers alone. */
psi_national_check psi_national_siren;
psi_national_check psi_national_ar;
psi_national_check psi_national_au;
psi_national_check psi_national_br;
psi_national_check psi_national_ca;
psi_national_check psi_national_cn;
psi_national_check psi_national_jp;
psi_national_check psi_national_kr;
psi_national_check psi_national_nz;
psi_national_check psi_national_pe;
psi_national_check psi_national_pl_regno;
psi_national_check psi_national_ru;
psi_national_check psi_national_us;

#endif
