import Kubernetes
import TestSupport
import Testing

@testable import TestAPIServer

@Suite struct ScaleTests {
    @Test("5,000 namespaces with three Secrets each, and a watch a namespace, each see their own only")
    func many() async throws {
        let (events, count) = try await withServer { test in
            let version = test.server.resourceVersion
            test.server.historyLimit = 100_000
            for number in 0..<5000 { try test.server.createNamespace("n\(number)") }
            var watches: [WatchLines] = []
            for number in 0..<5000 {
                watches.append(
                    try await test.watch("/api/v1/namespaces/n\(number)/secrets?watch=true&resourceVersion=\(version)")
                )
            }
            for name in ["hub", "ghcr", "ecr"] {
                let body = RecordedAnswerTests.body().replacing("pullpass-hub", with: name)
                for number in 0..<5000 {
                    _ = try await test.send(
                        "PATCH",
                        "/api/v1/namespaces/n\(number)/secrets/\(name)?fieldManager=pullpass",
                        body
                    )
                }
            }
            let byName = try await test.watch(
                "/api/v1/secrets?watch=true&fieldSelector=metadata.name=hub&resourceVersion=\(version)",
                accept: WatchTests.partial
            )
            var events = 0
            for _ in 0..<5000 where try await byName.next() != nil { events += 1 }
            for watch in watches { events += try await watch.summaries(3).count { $0.hasPrefix("ADDED") } }
            return (events, test.server.objectCount("secrets"))
        }
        #expect(events == 20_000)
        #expect(count == 15_000)
    }
}
