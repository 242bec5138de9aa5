import Admission
import Configuration
import Images
import Injection
import Testing

@testable import ServiceAccountKeeper

/// What becomes of a Pod whose list the ServiceAccount plugin has made: it copies the account's where the Pod has none, before any webhook.
@Suite("ServiceAccounts: with the webhook beside them")
struct PodTests {
    private static func configuration() throws -> Configuration {
        var configuration = Configuration(
            registries: try ["a", "b", "c"].map {
                Registry(name: $0, matchImages: [try ImagePattern(parsing: "\($0).example.com")])
            }
        )
        configuration.registries[1].anonymousFallback = true
        configuration.registries[2].placement = .lazy
        configuration.serviceAccounts = ServiceAccountSettings()
        configuration.serviceAccounts?.isEnabled = true
        return configuration
    }

    /// What the webhook says to a Pod of these images with these names.
    private static func answer(_ images: [String], _ names: [String]) throws -> AdmissionAnswer {
        let containers = images.map { #"{"name":"c","image":"\#($0)"}"# }.joined(separator: ",")
        let secrets = names.map { #"{"name":"\#($0)"}"# }.joined(separator: ",")
        let text =
            #"{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u","operation":"CREATE","namespace":"team-a","#
            + #""resource":{"group":"","version":"v1","resource":"pods"},"object":{"kind":"Pod","metadata":{"name":"p"},"spec":{"containers":["#
            + containers + #"],"imagePullSecrets":["# + secrets + "]}}}}"
        return AdmissionRules(try configuration()).answer(toReview: Array(text.utf8).span)
    }

    private static func names() throws -> [String] {
        let rules = AccountRules(try configuration(), ownNamespace: "pullpass", onlyNamespaces: [])
        let wanted = rules.names(in: LabelledNamespace("team-a", labels: ["pullpass.dev/inject": "enabled"]))
        let change = AccountChange(
            of: (["own"], AccountRecord(nil)),
            owner: "o/l",
            wanted: wanted,
            anonymous: rules.anonymousName
        )
        return try #require(change).names
    }

    @Test("A Pod that has the account's list needs nothing more", arguments: [["a"], ["b"], ["a", "b"], ["d"]])
    func nothingMore(_ hosts: [String]) throws {
        let names = try Self.names()
        #expect(names == ["own", "pullpass-a", "pullpass-b", "pullpass-anonymous"])
        let answer = try Self.answer(hosts.map { "\($0).example.com/app:1" }, names)
        guard case .unchanged(let reason) = answer.outcome else {
            Issue.record("\(String(decoding: answer.body, as: UTF8.self))")
            return
        }
        #expect(reason == (hosts == ["d"] ? .noMatch : .alreadyPresent))
    }

    @Test("A lazy Secret is added by the webhook, and the anonymous try goes behind it")
    func lazy() throws {
        let answer = try Self.answer(["c.example.com/app:1"], try Self.names())
        #expect(answer.outcome == .injected && answer.injectedRegistries.contains(2))
        #expect(!answer.injectedRegistries.contains(0))
    }
}
