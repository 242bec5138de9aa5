internal import Linux
internal import Text

/// Restarts the kubelet's unit, and watches whether it comes up.
struct KubeletRestart {
    /// How long the kubelet may take, once its unit has been started.
    static let patience = 60
    /// For how many seconds in a row it has to be well: one that cannot start is never so.
    private static let streak = 5

    let host: any NodeHost
    let files: any NodeFileSystem
    let unit: String

    /// Does it; nil where the kubelet is well, else why not.
    func run() async -> String? {
        guard let systemctl = program("systemctl") else {
            return "there is no systemctl in this root: restart \(unit) by hand"
        }
        guard let reload = await host.run(systemctl, ["daemon-reload"], timeLimit: .seconds(60)), reload.isSuccess
        else {
            return "'systemctl daemon-reload' failed: does this process have the rights for it?"
        }
        // A server of K3s may take minutes until it says that it is ready.
        let restart = await host.run(systemctl, ["restart", "\(unit).service"], timeLimit: .seconds(240))
        var healthy = 0
        if restart?.isSuccess == true {
            for _ in 0..<Self.patience {
                await host.pause(.seconds(1))
                healthy = await host.isKubeletHealthy() ? healthy + 1 : 0
                if healthy == Self.streak { return nil }
            }
        }
        let what =
            restart?.isSuccess == true
            ? "http://127.0.0.1:10248/healthz did not say that it is well within \(Self.patience) s"
            : "'systemctl restart \(unit)' failed" + ProgramWords().clause(restart?.error ?? [])
        return what + (await lastWords())
    }

    /// What the unit logged last, cleaned.
    private func lastWords() async -> String {
        guard let journalctl = program("journalctl"),
            let result = await host.run(
                journalctl,
                ["-u", "\(unit).service", "-n", "12", "--no-pager", "-o", "cat"],
                timeLimit: .seconds(20)
            ), result.isSuccess
        else { return "" }
        let redaction = Redaction()
        let lines = String(decoding: result.output.suffix(1 << 14), as: UTF8.self).split(whereSeparator: \.isNewline)
            .suffix(12).map { redaction.line(String($0), limit: 300) }.filter { !$0.isEmpty }
        return lines.isEmpty ? "" : "; \(unit) said last:\n  " + lines.joined(separator: "\n  ")
    }

    private func program(_ name: String) -> String? {
        ["/usr/bin/\(name)", "/bin/\(name)", "/usr/local/bin/\(name)"].first { (try? files.isFile($0)) == true }
    }
}
