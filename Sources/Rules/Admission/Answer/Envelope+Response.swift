extension Envelope {
    /// The response to the review: always allowed, with the patch, audit annotation and warnings of the verdict.
    func response(with verdict: borrowing Verdict, secrets: [PullSecret], in bytes: Span<UInt8>) -> [UInt8] {
        let patch = verdict.hasPatch ? verdict.patch(secrets: secrets) : []
        var body: [UInt8] = []
        let auditBytes = verdict.secrets.reduce(0) { $0 + secrets[$1].element.count }
        body.reserveCapacity(320 + uid.range.count + patch.count * 4 / 3 + auditBytes + verdict.warnings.count * 260)
        body.append(#"{"apiVersion":""#)
        body.append(version.apiVersion)
        body.append(#"","kind":"AdmissionReview","response":{"uid":""#)
        // As it stands in the request, escapes and all: it has been found to be a valid JSON string.
        body.append(bytes.extracting(uid.range))
        body.append(#"","allowed":true"#)
        if !patch.isEmpty {
            body.append(#","patchType":"JSONPatch","patch":""#)
            body.append(base64: patch.span)
            body.append(#"""#)
        }
        if !verdict.secrets.isEmpty {
            body.append(#","auditAnnotations":{"injected":""#)
            for (position, index) in verdict.secrets.enumerated() {
                if position > 0 { body.append(",") }
                body.append(contentsOf: secrets[index].escapedName)
            }
            body.append(#""}"#)
        }
        if !verdict.warnings.isEmpty {
            body.append(#","warnings":["#)
            for (position, warning) in verdict.warnings.enumerated() {
                body.append(position > 0 ? #",""# : #"""#)
                body.append(escaping: warning.utf8)
                body.append(#"""#)
            }
            body.append("]")
        }
        body.append("}}")
        return body
    }
}

extension Verdict {
    /// The patch in JSON (RFC 6902).
    fileprivate func patch(secrets: [PullSecret]) -> [UInt8] {
        var patch: [UInt8] = []
        let secretBytes = self.secrets.reduce(0) { $0 + secrets[$1].element.count + 60 }
        patch.reserveCapacity(64 + secretBytes + removedPlaces.count * 56 + pulls.count * 96)
        patch.append("[")
        for (count, place) in removedPlaces.enumerated() {
            patch.separate()
            patch.append(#"{"op":"remove","path":"/spec/imagePullSecrets/"#)
            // Each removal before it has moved the rest of the list up.
            patch.append(decimal: place - count)
            patch.append(#""}"#)
        }
        if appends {
            for index in self.secrets {
                patch.separate()
                patch.append(#"{"op":"add","path":"/spec/imagePullSecrets/-","value":"#)
                patch.append(contentsOf: secrets[index].element)
                patch.append("}")
            }
        } else if !self.secrets.isEmpty {
            patch.append(#"{"op":"add","path":"/spec/imagePullSecrets","value":["#)
            for (position, index) in self.secrets.enumerated() {
                if position > 0 { patch.append(",") }
                patch.append(contentsOf: secrets[index].element)
            }
            patch.append("]}")
        }
        for change in pulls {
            patch.separate()
            patch.append(change.hasPolicy ? #"{"op":"replace","path":"/spec/"# : #"{"op":"add","path":"/spec/"#)
            patch.append(change.list.member)
            patch.append("/")
            patch.append(decimal: change.index)
            patch.append(change.list == .volumes ? "/image/pullPolicy" : "/imagePullPolicy")
            patch.append(#"","value":"Always"}"#)
        }
        patch.append("]")
        return patch
    }
}

extension ImageUse.List {
    /// The list's key in a Pod's `spec`.
    fileprivate var member: StaticString {
        switch self {
        case .containers: "containers"
        case .initContainers: "initContainers"
        case .volumes: "volumes"
        }
    }
}

extension [UInt8] {
    /// A comma, unless the array of a patch has only begun.
    fileprivate mutating func separate() {
        if last != ASCII.openBracket { append(ASCII.comma) }
    }
}
