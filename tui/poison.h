/* The console draws rows; it never speaks SQL, TLS or HTTP. These names do not compile here. */
#ifndef TUI_POISON_H
#define TUI_POISON_H
#pragma GCC poison sqlite3 sqlite3_open X509 SSL SSL_CTX CURL curl_easy_init
#endif
