internal import Manifests
internal import Text

extension ConfigReport {
    /// The report for people: each complaint with the kubelet's words below it, then what it comes to.
    package var text: String {
        var lines: [String] = []
        for complaint in complaints {
            lines.append(complaint.description)
            if let words = complaint.words { lines.append("    the kubelet says: \(words)") }
        }
        let known = KubeletVersion.known.upperBound
        if kubelet.version > known {
            lines.append("A kubelet of \(kubelet.version) is newer than this Pullpass, which goes by \(known).")
        }
        let names = files.count > 4 ? "\(files.count) files" : files.map { Printable.path($0) }.joined(separator: ", ")
        let errors = complaints.count { $0.severity == .refused }
        let warnings = complaints.count - errors
        var counts = [(errors, "error"), (warnings, "warning")].compactMap { count, word in
            count == 0 ? nil : "\(count) \(word)\(count == 1 ? "" : "s")"
        }
        if starts {
            let providers = config.providers.map(\.name)
            counts.insert("with \(Printable.list(providers))", at: 0)
            lines.append("\(names): a kubelet of \(kubelet.version) starts \(counts.joined(separator: ", "))")
            if kubelet.version.tellsHash, let hash {
                lines.append("In force when its metric kubelet_credential_provider_config_info says \(hash).")
            }
        } else {
            lines.append("\(names): a kubelet of \(kubelet.version) does not start: \(counts.joined(separator: ", "))")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The report for programs: one object.
    package func json(isStrict: Bool) -> String {
        let object: ManifestValue = [
            "good": .bool(isGood(isStrict: isStrict)),
            "starts": .bool(starts),
            "kubeletVersion": .text(kubelet.version.description),
            "files": .texts(files),
            "providers": .texts(config.providers.map(\.name)),
            "hash": .text(orNull: hash),
            "complaints": .list(complaints.map(\.manifest)),
        ]
        return object.json(escaping: .terminal)
    }
}

extension ConfigComplaint: CustomStringConvertible {
    /// `config.yaml:12: providers[0].name: …`; a warning says so after the line.
    package var description: String {
        let place = line > 0 ? "\(Printable.path(file)):\(line):" : "\(Printable.path(file)):"
        let label = severity == .warning ? " warning:" : ""
        let end = fix.isEmpty ? "" : ": \(fix)"
        return "\(place)\(label) \(path.isEmpty ? "" : path + ": ")\(meaning)\(end)"
    }

    fileprivate var manifest: ManifestValue {
        [
            "severity": .text(severity.rawValue),
            "file": .text(file),
            "line": .number(line),
            "path": .text(path),
            "kubelet": .text(orNull: words),
            "meaning": .text(meaning),
            "fix": .text(fix),
        ]
    }
}
