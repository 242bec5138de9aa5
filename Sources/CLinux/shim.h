// The Linux calls that Swift's Glibc overlay does not show.
//
// _GNU_SOURCE must stay undefined here: with it glibc turns `sockaddr *` parameters into transparent unions, and
// `bind` and `accept` become ambiguous. What only _GNU_SOURCE declares is declared below by hand instead.
#pragma once
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

extern int accept4(int, struct sockaddr *restrict, socklen_t *restrict, int);
