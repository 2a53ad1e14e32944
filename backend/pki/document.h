/* What people hand over in a renewal: a CSR, a private key, a certificate, a chain, a PKCS#12;
 * PEM with whatever text stands around it, DER, PKCS#7, or base64 as `certutil -encode` makes it
 * of any file. A document is a list of items, in the file's order, and what could be read of
 * each; it judges nothing (pki/gates.h does).
 *
 * The bytes are untrusted: reading is for a child with limits (inspect/worker.h). Of a private
 * key only what its public half says is kept, and the digest of the file that it came in. */
#ifndef PKI_DOCUMENT_H
#define PKI_DOCUMENT_H

#include "pki/facts.h"
#include "pki/subject.h"

struct stack_st_X509;
struct trust;

enum {
	DOCUMENT_MAX_BYTES = 1024 * 1024,
	DOCUMENT_ITEMS_MAX = 128,
	DOCUMENT_LAYERS_MAX = 3 /* base64 of base64 of a document; bags in bags of a PKCS#12 */
};

/* What the file is; items say what is in it. */
enum document_form { FORM_PEM, FORM_DER, FORM_PKCS7, FORM_PKCS12, FORM_COUNT };

enum item_kind { ITEM_CSR, ITEM_KEY, ITEM_CERTIFICATE, ITEM_KIND_COUNT };

struct item {
	enum item_kind kind;
	bool encrypted;      /* of a key: it has a password of its own, and nothing else is known */
	bool halves_fit;     /* of the first key: its private half is that of its public half */
	bool signature_good; /* of a CSR: its signature verifies with the key in it */
	bool digest_weak;    /* of a CSR: it is signed with MD5 or SHA-1 */
	long version; /* of a CSR: its number as it stands there; RFC 2986 4.1 knows 0 alone */
	size_t
	    extension_requests; /* of a CSR: values of extensionRequest (RFC 2985 5.4.2); one is read */
	struct facts
	    *facts; /* never NULL; of a CSR: its subject, its key and the extensions it asks
	                      * for, as if granted; of a key: spki_sha256, key, key_type, key_bits */
	struct subject subject; /* of a CSR and a certificate */
};

/* How the certificates of a document stand as a chain, from a leaf (document_check_chain). */
struct chain_state {
	bool judged;
	uint64_t problems; /* PROBLEM_BITs of the chain and its keys: none of dates or names */
	int64_t path_end;  /* 0: no path verifies */
	bool leaf_first;   /* the leaf is the first certificate of the file */
	char *missing;     /* the issuer that is not there, when incomplete; else NULL */
};

/* Which of several certificates that are no CA's a document is about (document_choose_leaf). */
enum leaf_by { LEAF_BY_KEY, LEAF_BY_AGE, LEAF_BY_ORDER };

struct leaf_choice {
	size_t leaves; /* how many there are, each once */
	enum leaf_by by;
};

struct document {
	char sha256[65]; /* of the bytes as they came */
	size_t bytes;
	int mode; /* permissions of the file; -1 when it was no file */
	enum document_form form;
	bool wrapped; /* base64 around what is no PEM: a PKCS#12, or a text */
	struct item *items;
	size_t count;
	size_t left_out;           /* PEM blocks of other kinds: parameters, CRLs, public keys */
	struct leaf_choice choice; /* for document_json; whoever chose puts it here */
	struct chain_state chain;
	struct stack_st_X509
	    *certificates; /* pki/'s own: of the certificate items, in their order */
};

void document_free(struct document *d);

/* What old PKCS#12 files are encrypted with; it is read from disk, so before a process gives
 * that up. Where the system does not have it those files are refused with p12-algorithm. */
void document_load_algorithms(void);
void document_unload_algorithms(void);

/* The first of a kind; NULL. */
const struct item *document_first(const struct document *d, enum item_kind kind);
/* The certificate that the document is about: the one with this SPKI (lower-case hex; NULL: that of a key in the
 * document), else one that is no CA's, else the first. Of several the newest; where nothing tells them apart, the
 * first. NULL when there is none. */
const struct item *document_choose_leaf(
    const struct document *d, const char *spki_sha256, struct leaf_choice *choice);
const struct item *document_leaf(const struct document *d, const char *spki_sha256);

/* True when the certificate is good for the name, host or address, by its subjectAltNames (RFC
 * 9525). */
bool document_covers(const struct document *d, const struct item *certificate, const char *name);
/* Fills d->chain: the leaf, and the document's other certificates as if served with it. as_server: it is to be a
 * TLS server's; else it is judged by what it says that it is for. */
void document_check_chain(struct document *d, const struct item *leaf, const struct trust *trust,
    bool as_server, int64_t now);

json_t *document_json(
    const struct document *d, const struct item *leaf); /* leaf: which one to mark; NULL */
/* "pem" beside the facts of each certificate in what document_json gave. */
void document_json_add_pem(const struct document *d, json_t *json);

#endif
