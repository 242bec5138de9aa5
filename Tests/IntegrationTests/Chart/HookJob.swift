import FoundationEssentials
import HTTP
import Kubernetes
import PolicyTestSupport
import Processes
import TestSupport
import Testing

/// A Job that Helm made and waits for, run by whoever plays its kubelet.
struct HookJob {
    let name: String
    let cluster: TestCluster

    /// Runs the Job's command with the files of its Secret, and says in its Pod's status how that ended.
    func run() async throws -> CommandResult {
        var job: JSON?
        var pod: String?
        let isThere = try await eventually(within: .seconds(180)) {
            job = try await cluster.read(JSON.self, "/apis/batch/v1/namespaces/pullpass/jobs/\(name)")
            guard let uid = job?["metadata"]?["uid"]?.text else { return false }
            let selector = "labelSelector=batch.kubernetes.io/controller-uid%3D\(uid)"
            let pods = try await cluster.read(JSON.self, "/api/v1/namespaces/pullpass/pods?\(selector)")
            pod = pods?["items"]?.array.first?["metadata"]?["name"]?.text
            return pod != nil
        }
        guard isThere, let job, let pod else { throw ClusterError("Helm makes no Job \(name) with a Pod") }
        let result = try await execute(job)
        guard case .exited(let code) = result.status else { throw ClusterError("the Job \(name) \(result.status)") }
        let ended = #""terminated":{"exitCode":\#(code),"reason":"\#(code == 0 ? "Completed" : "Error")"}"#
        try await cluster.patch(
            "/api/v1/namespaces/pullpass/pods/\(pod)/status",
            #"""
            {"status":{"phase":"\#(code == 0 ? "Succeeded" : "Failed")","containerStatuses":[{"name":"pullpass","ready":false,\#
            "restartCount":0,"image":"i","imageID":"i","state":{\#(ended)}}]}}
            """#
        )
        return result
    }

    private func execute(_ job: JSON) async throws -> CommandResult {
        let spec = job["spec"]?["template"]?["spec"]
        #expect(spec?["automountServiceAccountToken"] == .bool(false))
        #expect(spec?["serviceAccountName"]?.text ?? "default" == "default")
        let secret = try #require(spec?["volumes"]?[0]["secret"]?["secretName"]?.text)
        let content = try #require(try await cluster.secret("pullpass", secret)?.data["config.yaml"])
        let folder = try TemporaryDirectory()
        let file = try folder.write("config.yaml", String(decoding: content, as: UTF8.self))
        let arguments = (spec?["containers"]?[0]["args"]?.array ?? []).compactMap(\.text)
        return try await Processes.run(
            Command(
                try Repository.executable(),
                arguments.map { $0.replacing("/etc/pullpass/config.yaml", with: file) },
                environment: Tool.environment,
                timeLimit: .seconds(60)
            )
        )
    }
}
