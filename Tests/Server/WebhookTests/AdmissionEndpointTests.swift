import Admission
import HTTP
import Images
import Logging
import Metrics
import TestSupport
import Testing

@testable import Webhook

@Suite struct AdmissionEndpointTests {
    private let registry = MetricsRegistry()
    private let logs = LogLines()
    private let clock = HandClock()

    private func endpoint(level: Logger.Level = .info) throws -> AdmissionEndpoint {
        let rule = InjectionRule(
            name: "hub",
            secretName: "pullpass-hub",
            patterns: [try ImagePattern(parsing: "docker.io")],
            matchesEveryPod: false,
            namespaceNames: [],
            forcesAlwaysPull: false
        )
        let metrics = WebhookMetrics(in: registry)
        let rules = WebhookRules(AdmissionRules([rule]), metrics: metrics)
        return AdmissionEndpoint(rules: rules, metrics: metrics, logger: logs.makeLogger(level: level)) { [clock] in
            clock.nanoseconds
        }
    }

    private func head(_ method: HTTPMethod, _ path: String, contentType: String? = "application/json")
        -> HTTPRequestHead
    {
        var head = HTTPRequestHead(method: method, path: path, query: "timeout=5s")
        if let contentType { head.fields.append(name: "content-type", value: contentType) }
        return head
    }

    private func review(dryRun: Bool = false) -> [UInt8] {
        Array(
            #"{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u","operation":"CREATE","#
                .utf8
        )
            + Array(
                #""resource":{"group":"","version":"v1","resource":"pods"},"namespace":"n","dryRun":\#(dryRun),"#.utf8
            )
            + Array(#""object":{"spec":{"containers":[{"name":"c","image":"nginx"}]}}}}"#.utf8)
    }

    private var exposition: String { String(decoding: registry.render(), as: UTF8.self) }

    @Test(
        "What cannot be a review is refused by its header, with what to do instead",
        arguments: [
            (HTTPMethod.post, "/", "application/json", 404, "/mutate"),
            (.get, "/mutate", "application/json", 405, "POST"),
            (.post, "/mutate", "text/plain", 415, "-H 'Content-Type: application/json'"),
            (.post, "/mutate", nil, 415, "-H 'Content-Type: application/json'"),
            (.post, "/mutate/", "application/json", 404, "/mutate"),
        ] as [(HTTPMethod, String, String?, Int, String)]
    )
    func refusals(method: HTTPMethod, path: String, type: String?, status: Int, hint: String) throws {
        let response = try endpoint().earlyResponse(to: head(method, path, contentType: type))
        #expect(response?.status == status)
        let text = String(decoding: response?.body ?? [], as: UTF8.self)
        #expect(text.contains(hint))
    }

    @Test(
        "A review is taken in each spelling of its media type",
        arguments: ["application/json", "application/json; charset=utf-8", "Application/JSON", "application/json;x=y"]
    )
    func mediaTypes(type: String) throws {
        #expect(try endpoint().earlyResponse(to: head(.post, "/mutate", contentType: type)) == nil)
    }

    @Test("An injection is answered with a patch and counted by registry and outcome")
    func injection() throws {
        let endpoint = try endpoint()
        let response = endpoint.respond(to: head(.post, "/mutate"), body: review().span)
        #expect(response.status == 200)
        #expect(String(decoding: response.body, as: UTF8.self).contains("\"patch\":"))
        #expect(exposition.contains("pullpass_injections_total{registry=\"hub\"} 1"))
        #expect(exposition.contains("pullpass_admission_requests_total{outcome=\"injected\"} 1"))
    }

    @Test("A dry run is answered the same and is no injection")
    func dryRun() throws {
        let endpoint = try endpoint()
        let response = endpoint.respond(to: head(.post, "/mutate"), body: review(dryRun: true).span)
        #expect(String(decoding: response.body, as: UTF8.self).contains("\"patch\":"))
        #expect(exposition.contains("pullpass_injections_total{registry=\"hub\"} 0"))
    }

    @Test("A body that is no review is answered with 400 and one readable line")
    func malformed() throws {
        let response = try endpoint().respond(to: head(.post, "/mutate"), body: Array("{".utf8).span)
        #expect(response.status == 400)
        #expect(response.body.filter { $0 == 0x0a }.count == 1)
        #expect(exposition.contains("pullpass_admission_requests_total{outcome=\"malformed\"} 1"))
    }

    @Test("A Pod that would need too many changes is allowed as it is, counted, told to its maker and in the log")
    func tooLarge() throws {
        let rule = InjectionRule(
            name: "hub",
            secretName: "pullpass-hub",
            patterns: [try ImagePattern(parsing: "docker.io")],
            forcesAlwaysPull: true
        )
        let metrics = WebhookMetrics(in: registry)
        let rules = WebhookRules(AdmissionRules([rule]), metrics: metrics)
        let endpoint = AdmissionEndpoint(rules: rules, metrics: metrics, logger: logs.makeLogger(level: .info)) {
            [clock] in
            clock.nanoseconds
        }
        let body = String(decoding: review(), as: UTF8.self).replacing(
            #"{"name":"c","image":"nginx"}"#,
            with: Array(repeating: #"{"image":"nginx"}"#, count: 2000).joined(separator: ",")
        )
        for _ in 0..<100 {
            let response = endpoint.respond(to: head(.post, "/mutate"), body: Array(body.utf8).span)
            #expect(response.status == 200)
            let text = String(decoding: response.body, as: UTF8.self)
            #expect(text.contains(#""allowed":true,"warnings":["pullpass: the Pod is allowed as it is"#))
        }
        #expect(exposition.contains("pullpass_admission_requests_total{outcome=\"too_large\"} 100"))
        #expect(logs.all.count == 10)
        #expect(logs.contains("the patch would have more than 1000 changes"))
    }

    @Test("At debug level each admission is a line with images, Secrets, namespace, uid and result, and nothing else")
    func shownAdmissions() throws {
        let endpoint = try endpoint(level: .debug)
        let text = String(decoding: review(), as: UTF8.self)
        let secretive = text.replacing(
            #"{"name":"c","image":"nginx"}"#,
            with: #"{"name":"s3cret-name","image":"nginx:1.27","env":[{"name":"A","value":"s3cret"}]},"#
                + #"{"name":"d","image":"https://user:s3cret@host/x"},{"image":"ghcr.io/o/p"}"#
        )
        _ = endpoint.respond(to: head(.post, "/mutate"), body: Array(secretive.utf8).span)
        let line = try #require(logs.fields("answered a review").first)
        #expect(Set(line.keys) == ["images", "image_count", "secrets", "namespace", "uid", "result"])
        #expect(line["images"] == ["nginx:1.27", "ghcr.io/o/p"])
        #expect(line["secrets"] == ["pullpass-hub"])
        #expect(line["namespace"] == "n")
        #expect(line["uid"] == "u")
        #expect(line["result"] == "injected")
        #expect(!logs.contains("s3cret"))
    }

    @Test("Of a Pod with many images few are shown, and of a flood of Pods not all")
    func boundedAdmissions() throws {
        let endpoint = try endpoint(level: .debug)
        let many = String(decoding: review(), as: UTF8.self).replacing(
            #"{"name":"c","image":"nginx"}"#,
            with: Array(repeating: #"{"image":"nginx"}"#, count: 500).joined(separator: ",")
        )
        _ = endpoint.respond(to: head(.post, "/mutate"), body: Array(many.utf8).span)
        let line = try #require(logs.fields("answered a review").first)
        guard case .array(let images) = line["images"] else { return #expect(Bool(false), "images are a list") }
        #expect(images.count == 32)
        #expect("\(line["image_count"] ?? "")" == "500")
        for _ in 0..<5000 { _ = endpoint.respond(to: head(.post, "/mutate"), body: review().span) }
        #expect(logs.count("answered a review") == 2000)
    }

    @Test("Above debug level no admission is shown, nor read a second time")
    func unseenAdmissions() throws {
        let endpoint = try endpoint()
        for _ in 0..<10 { _ = endpoint.respond(to: head(.post, "/mutate"), body: review().span) }
        #expect(logs.all.isEmpty)
    }

    @Test("Malformed requests cannot flood the log, and what was left out is counted")
    func throttled() throws {
        let endpoint = try endpoint()
        for _ in 0..<1000 { _ = endpoint.respond(to: head(.post, "/mutate"), body: [0x7b].span) }
        #expect(logs.all.count == 10)
        clock.advance(bySeconds: 11)
        _ = endpoint.respond(to: head(.post, "/mutate"), body: [0x7b].span)
        #expect(logs.all.last?.contains("990") == true)
    }

    @Test("Nothing of a Pod's content reaches the log")
    func noContentInLog() throws {
        let body = Array(
            #"{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u","operation":"CREATE","resource":{"group":"","version":"v1","resource":"pods"},"object":{"spec":{"containers":[{"image":["s3cret"]}]}}}}"#
                .utf8
        )
        _ = try endpoint().respond(to: head(.post, "/mutate"), body: body.span)
        #expect(logs.all.count == 1)
        #expect(!logs.contains("s3cret"))
    }
}
