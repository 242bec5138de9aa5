internal import EventLoop
package import HTTPServer
package import Sockets

extension TestAPIServer {
    /// Makes an HTTP server that answers as this one, on the server's own loop; run, close and abort it as any other.
    ///
    /// Watches are for HTTP/1.1. Who asks is told by a bearer token of ``setUser(_:token:rules:)``; without one it is
    /// `system:anonymous`, who may do nothing until it is given rules.
    /// It listens on a free port of 127.0.0.1 unless told where, and speaks plain HTTP without credentials.
    package func makeHTTPServer(
        address: SocketAddress? = nil,
        credentials: TLSCredentials? = nil,
        limits: HTTPServerLimits = HTTPServerLimits(),
        observer: any HTTPServerObserver = SilentObserver()
    ) throws -> HTTPServer {
        try HTTPServer(
            address: address ?? SocketAddress(parsing: "127.0.0.1:0"),
            loops: [loop],
            credentials: credentials,
            limits: limits,
            handler: HTTPService(server: self),
            observer: observer
        )
    }

    /// Serves over HTTP while `body` runs, then cuts what is left; the body gets the server, which knows the port.
    package func serve<R: Sendable>(
        credentials: TLSCredentials? = nil,
        limits: HTTPServerLimits = HTTPServerLimits(),
        _ body: (HTTPServer) async throws -> R
    ) async throws -> R {
        let http = try makeHTTPServer(credentials: credentials, limits: limits)
        async let running: Void = http.run()
        let result: Result<R, any Error>
        do { result = .success(try await body(http)) } catch { result = .failure(error) }
        http.close()
        http.abort()
        try await running
        return try result.get()
    }
}
