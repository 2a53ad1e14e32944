/* What a qualified certificate says that it is for: its statement QcType (ETSI EN 319 412-5 4.2.3). */
#ifndef PKI_QC_TYPES_H
#define PKI_QC_TYPES_H

struct x509_st;

enum { QC_ESIGN = 1, QC_ESEAL = 2, QC_WEB = 4 };

/* Of them those that it says; 0: it has no such statement, or none that can be read. */
unsigned qc_types_of(const struct x509_st *x);

#endif
