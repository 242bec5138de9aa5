import Processes
import TestSupport
import Testing

@Suite(.needs("curl", "openssl"))
struct CurlTests {
    @Test(arguments: ["--http1.1", "--http2", "--http2-prior-knowledge"])
    func `curl gets the patch over either version of HTTP, with the CA verified`(version: String) async throws {
        let server = try await PullpassServer.start()
        let answer = try await server.post(try Reviews.example(), [version])
        #expect(Reviews.injected(answer) == ["pullpass-hub", "pullpass-ghcr"], "\(answer)")
    }

    @Test(arguments: ["--http1.1", "--http2"])
    func `requests in a row share one connection`(version: String) async throws {
        let server = try await PullpassServer.start()
        let result = try await server.curl(
            [version, "--output", "/dev/null", "--write-out", "%{http_code} %{num_connects}\n"]
                + [
                    "-H", "Content-Type: application/json", "--data-binary",
                    "@\(Repository.path("examples/admission-review.json"))",
                ]
                + [server.url("/mutate?n=[1-20]")]
        )
        let lines = result.outputText.split(separator: "\n")
        #expect(lines.first == "200 1")
        #expect(lines.dropFirst().allSatisfy { $0 == "200 0" } && lines.count == 20, "\(lines)")
    }

    @Test(
        arguments: [
            ("--http1.1", 100_000), ("--http2", 100_000), ("--http1.1", 7_000_000), ("--http2", 7_000_000),
        ]
    )
    func `bodies of several megabytes arrive, after 100-continue where curl asks for it`(version: String, size: Int)
        async throws
    {
        let server = try await PullpassServer.start()
        let review = try Reviews.grown(by: size)
        #expect(review.count > size)
        let answer = try await server.post(
            review,
            [version, "--header", "Expect: 100-continue", "--expect100-timeout", "50"]
        )
        #expect(Reviews.injected(answer) == ["pullpass-hub", "pullpass-ghcr"], "\(answer)")
    }

    @Test func `a chunked body is understood`() async throws {
        let server = try await PullpassServer.start()
        let answer = try await server.post(
            try Reviews.example(),
            ["--http1.1", "--header", "Transfer-Encoding: chunked"]
        )
        #expect(Reviews.injected(answer) == ["pullpass-hub", "pullpass-ghcr"], "\(answer)")
    }

    @Test(
        arguments: ["--http1.1", "--http2"],
        [
            Refusal(["/nowhere", "-H", "Content-Type: application/json", "-d", "{}"], 404),
            Refusal(["/mutate"], 405),
            Refusal(["/mutate", "-X", "DELETE"], 405),
            Refusal(["/mutate", "-d", "{}"], 415, says: "Content-Type: application/json"),
            Refusal(["/mutate", "-H", "Content-Type: application/json", "-d", "{}"], 400),
            Refusal(["/mutate", "-H", "Content-Type: application/json", "-d", "nonsense"], 400),
            Refusal(["/mutate", "-H", "Content-Type: application/json", "-d", ""], 400),
            Refusal(
                [
                    "/mutate", "-H", "Content-Type: application/json", "-H",
                    "X: \(String(repeating: "x", count: 40_000))",
                ],
                431
            ),
        ]
    )
    func `what is no review is refused with one readable line`(version: String, refusal: Refusal) async throws {
        let server = try await PullpassServer.start()
        let result = try await server.curl(
            [version, "--write-out", "\n%{http_code}", server.url(refusal.path)] + refusal.arguments
        )
        let lines = result.outputText.split(separator: "\n", omittingEmptySubsequences: true)
        #expect(lines.last == "\(refusal.status)", "\(result.outputText) \(result.errorText)")
        #expect(lines.count == 2, "one line of text and the status: \(lines)")
        if let says = refusal.says { #expect(lines.first?.contains(says) == true, "\(lines)") }
    }

    @Test(arguments: ["--http1.1", "--http2"])
    func `a body over the limit is refused, announced or not`(version: String) async throws {
        let server = try await PullpassServer.start(
            configuration: PullpassServer.configuration(server: "maxBodyBytes: 1Mi")
        )
        let body = [UInt8](repeating: UInt8(ascii: " "), count: 3 << 20)
        for framing in [[], ["--header", "Transfer-Encoding: chunked"]] {
            let request = [version, "--header", "Content-Type: application/json", "--data-binary", "@-", server.url()]
            let result = try await server.curl(
                ["--output", "/dev/null", "--write-out", "%{http_code}"] + request + framing,
                input: body
            )
            #expect(result.outputText == "413", "\(framing): \(result.errorText)")
        }
        #expect(Reviews.injected(try await server.post(try Reviews.example())) != nil)
    }
}

/// A request, by curl's arguments after the path, and the status it must be answered with.
struct Refusal: Sendable, CustomTestStringConvertible {
    let path: String
    let arguments: [String]
    let status: Int
    let says: String?

    init(_ request: [String], _ status: Int, says: String? = nil) {
        path = request[0]
        arguments = Array(request.dropFirst())
        self.status = status
        self.says = says
    }

    var testDescription: String { "\(status) for \(path) \(arguments.joined(separator: " ").prefix(60))" }
}
