import HTTP
import Kubernetes
import PolicyTestSupport
import Processes
import TestSupport
import Testing

extension ChartLife {
    /// What the CronJob's Pods meet, one round after the other.
    func runJobs() async throws {
        try await cluster.must(
            .post,
            "/api/v1/namespaces/team-b/secrets",
            #"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"\#(secretName)"},"stringData":{"mine":"1"}}"#
        )
        let first = try await pullpass.runJob("CronJob")
        #expect(first.outputText.contains("1 placed") && first.outputText.contains("1 not ours"), "\(first.outputText)")
        try await seeEvent("ForeignSecret", in: "team-b", count: 1)
        try await cluster.must(.delete, "/api/v1/namespaces/team-b/secrets/\(secretName)")

        try await cluster.patch(
            "/api/v1/namespaces/team-a/secrets/\(secretName)",
            #"{"data":{".dockerconfigjson":"e30="}}"#
        )
        let master = "/api/v1/namespaces/pullpass/secrets/pullpass-master.\(registry?["name"]?.text ?? "")"
        try await cluster.patch(master, Self.vandalism)
        try await rotate(to: "\(Installation.seed)-2")
        let second = try await pullpass.runJob("CronJob")
        #expect(second.status.isSuccess, "\(second.outputText) \(second.errorText)")
        #expect(second.outputText.hasPrefix("2 Secrets in place"), "\(second.outputText)")

        try await cluster.patch("/api/v1/namespaces/team-b", #"{"metadata":{"labels":{"pullpass.dev/inject":null}}}"#)
        let third = try await pullpass.runJob("CronJob")
        #expect(third.outputText.contains("1 removed"), "\(third.outputText) \(third.errorText)")
        let check = try await pullpass.run(["check", "--no-login", "--config", "/etc/pullpass/config.yaml"])
        #expect(check.status.isSuccess, "\(check.outputText) \(check.errorText)")
        try await uninstall()
    }
}
