internal import Text

extension StatusReport {
    /// The report as JSON: times in RFC 3339, what is not known is null, members in the order of the report.
    ///
    /// - Parameter isReadable: whether a line end follows, as for a file or a terminal.
    /// - Returns: UTF-8, in one line.
    package func json(isReadable: Bool = false) -> [UInt8] {
        var writer = JSONWriter()
        writer.object {
            $0.text("madeAt", madeAt.whole)
            $0.text("version", version)
            $0.text("namespace", namespace)
            $0.text("view", "\(view)")
            $0.flag("fine", isFine)
            $0.object("leader") {
                $0.text("identity", leader.identity)
                $0.text("since", leader.since?.whole)
                $0.text("renewedAt", leader.renewedAt?.whole)
            }
            $0.object("configuration", if: configuration) {
                $0.text("source", $1.source)
                $0.text("acceptedAt", $1.acceptedAt?.whole)
                $0.text("problem", $1.problem)
            }
            $0.object("webhook", webhook.write)
            $0.list("registries", registries) { $1.write(&$0, at: madeAt) }
            $0.object("anonymousTry", if: anonymousTry) { $1.write(&$0) }
            $0.number("selectedNamespaces", selectedNamespaces)
            $0.list("namespaces", namespaces) { $1.write(&$0) }
            $0.number("furtherNamespaces", furtherNamespaces)
            $0.object("pods", if: pods) {
                $0.list("named", $1.named) {
                    $0.text("namespace", $1.namespace)
                    $0.text("name", $1.name)
                    $0.text("cause", $1.cause.rawValue)
                    $0.text("meaning", $1.cause.words)
                    $0.text("secretName", $1.secretName)
                    $0.text("since", $1.since?.whole)
                }
                $0.number("further", $1.further)
                $0.flag("whole", $1.isWhole)
            }
            $0.texts("problems", problems)
            $0.list("events", events) {
                $0.text("time", $1.time.whole)
                $0.text("type", $1.isWarning ? "Warning" : "Normal")
                $0.text("reason", $1.reason)
                $0.text("object", $1.object)
                $0.text("message", $1.message)
                $0.number("count", $1.count)
            }
        }
        if isReadable { writer.append(raw: "\n") }
        return writer.bytes
    }
}

extension WebhookStatus {
    fileprivate func write(_ object: inout JSONMembers) {
        object.text("engine", engine)
        object.texts("registrations", registrations)
        object.text("failurePolicy", failurePolicy)
        object.text("lastCalled", lastCalled?.whole)
        object.number("answered", answered)
        object.text("certificateEnds", certificateEnds?.whole)
        object.list("refusedCallers", refusedCallers) {
            $0.text("address", $1.address)
            $0.text("reason", $1.reason)
            $0.number("count", $1.count)
            $0.text("last", $1.last.whole)
        }
        object.text("problem", problem)
    }
}

extension RegistryStatus {
    fileprivate func write(_ object: inout JSONMembers, at now: Timestamp) {
        object.text("name", name)
        object.text("kind", kind)
        object.text("secretName", secretName)
        object.texts("matchImages", matchImages)
        object.flag("perNamespace", isPerNamespace)
        object.text("readiness", readiness.rawValue)
        object.flag("fine", isFine(at: now))
        object.text("fetchedAt", fetchedAt?.whole)
        object.text("expiresAt", expiresAt?.whole)
        object.text("nextFetch", nextFetch?.whole)
        object.object("copies", if: copies) { $1.write(&$0) }
        object.text("lastError", lastError)
        object.text("failingSince", failingSince?.whole)
        object.object("probe", if: probe) {
            $0.text("verdict", $1.verdict.rawValue)
            $0.text("time", $1.time.whole)
            $0.text("reason", $1.reason)
        }
    }
}

extension CopyNumbers {
    fileprivate func write(_ object: inout JSONMembers) {
        object.number("wanted", wanted)
        object.number("present", present)
        object.list("missing", missing) {
            $0.text("reason", $1.reason.label)
            $0.number("count", $1.count)
        }
    }
}

extension NamespaceStatus {
    fileprivate func write(_ object: inout JSONMembers) {
        object.text("name", name)
        object.list("missing", lacks) {
            $0.text("registry", $1.registry)
            $0.text("secretName", $1.secretName)
            $0.text("reason", $1.reason.label)
            $0.text("meaning", $1.reason.words)
        }
        object.text("labelSlip", labelSlip)
    }
}
