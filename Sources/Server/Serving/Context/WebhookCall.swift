internal import EventLoop
internal import Files
internal import HTTP
internal import HTTPClient
internal import Kubernetes
internal import TLS
internal import Text

/// A call of a webhook as an API server makes it: the same request, by the same name, believing only one authority.
package struct WebhookCall {
    private let url: HTTPURL
    private let tls: TLSClientContext

    /// The most bytes of an answer; the one that is expected has a few hundred.
    private static let longestAnswer = 1 << 20

    /// Takes an address and the file of the authorities that are believed, in PEM; nothing is sent yet.
    ///
    /// - Throws: ``ServingError`` about what is wrong with them.
    package init(url: String, authorities path: String) throws {
        do { self.url = try HTTPURL(parsing: url) } catch { throw ServingError.usage("the webhook's URL: \(error)") }
        guard self.url.scheme == .https else {
            throw ServingError.usage("the webhook's URL: API servers call over https only")
        }
        do {
            tls = try TLSClientContext(trust: .authorities(try LocalFileSystem().read(path, limit: 1 << 20)))
        } catch {
            throw ServingError.usage("the authorities that are believed, \(Printable.path(path)): \(error)")
        }
    }

    /// Sends the review of a Pod that nobody makes, once a second until it is answered as it should be; as a dry run, so that nothing comes of it.
    ///
    /// - Parameter patience: for how long it is tried again.
    /// - Throws: ``ServingError`` with what came of the last try.
    package func run(patience: Duration) async throws {
        let loop = try EventLoop()
        // As an API server: no proxy of this process' environment lies on its way.
        let http = HTTPClient(loop: loop, tls: tls)
        let problem = await Task(executorPreference: loop) { [url] () -> String? in
            let end = loop.preciseNow().advanced(by: patience)
            while true {
                let problem = await Self.ask(http, url)
                let next = loop.preciseNow().advanced(by: .seconds(1))
                guard problem != nil, next < end else { return problem }
                await loop.sleep(until: next)
            }
        }.value
        http.shutdown()
        loop.stop()
        if let problem { throw ServingError.failed("the webhook at \(url) does not do for an API server: \(problem)") }
    }

    /// One try; what is wrong, or nil.
    private static func ask(_ http: HTTPClient, _ url: HTTPURL) async -> String? {
        var fields = HTTPFields()
        fields.append(name: "Content-Type", value: "application/json")
        let request = HTTPClientRequest(.post, url, fields: fields, body: Array(review.utf8))
        let response: HTTPClientResponse
        do throws(HTTPClientError) {
            response = try await http.send(request, maximumBodyBytes: longestAnswer)
        } catch {
            return "\(error)"
        }
        guard response.status == 200 else { return "it answers with status \(response.status)" }
        guard let answer = JSONValue(parsing: String(decoding: response.body, as: UTF8.self)),
            let verdict = answer["response"]
        else {
            return "its answer is no AdmissionReview: is it another program?"
        }
        guard verdict["uid"] == .string(uid) else { return "it answers another question" }
        return verdict["allowed"] == .bool(true) ? nil : "it does not allow a Pod; Pullpass allows every one"
    }

    private static let uid = "705ab4f5-6393-11e8-b7cc-42010a800002"

    private static let review = """
        {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"\(uid)",\
        "kind":{"group":"","version":"v1","kind":"Pod"},"resource":{"group":"","version":"v1","resource":"pods"},\
        "name":"test","namespace":"default","operation":"CREATE","dryRun":true,"userInfo":{"username":"pullpass"},\
        "object":{"kind":"Pod","apiVersion":"v1","metadata":{"name":"test","namespace":"default"},\
        "spec":{"containers":[{"name":"test","image":"registry.example/test:1"}]}}}}
        """
}
