#ifndef CWEBCLIENT_SOCKETS_H
#define CWEBCLIENT_SOCKETS_H

#include "CWebClient.h"

#include <curl/curl.h>

/// Makes the library ready, once.
void web_prepare(void);

/// Opens a socket if it leads to one of the addresses; the last word on where a connection goes,
/// whatever the library made of the address.
curl_socket_t web_open_allowed(
    const web_address *addresses, size_t count, curlsocktype purpose,
    struct curl_sockaddr *address);

/// What no request may do: follow, use proxies or netrc, skip certificates, keep connections.
void web_set_safety(CURL *curl, const char *protocols, long protocol_bits);

#endif
