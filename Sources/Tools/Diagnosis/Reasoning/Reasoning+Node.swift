internal import Causes
internal import Images
internal import Text

extension Reasoning {
    /// What the node's own credentials and mirrors have to do with it.
    func ofNode(_ view: ImageView) -> [Cause] {
        guard let node = facts.node, let reference = view.reference else { return [] }
        let hasCredential = view.tries.contains { !$0.isEmpty }
        let isAuthentication = view.failure?.isAuthentication ?? false
        var causes: [Cause] = []
        for plugin in node.plugins where isFor(plugin, reference) {
            guard let reason = plugin.notInForce ?? plugin.failure else { continue }
            let kind: Cause.Kind = plugin.notInForce == nil ? .pluginFailing : .pluginDropped
            causes.append(cause(kind, view, [.value: plugin.name, .detail: reason]))
        }
        if let file = node.file {
            let values: [Cause.Slot: String] = [.value: file.path]
            if let problem = file.problem {
                causes.append(cause(.nodeFileBroken, view, values.adding(.detail, problem)))
            } else if let written = file.written, written <= facts.now, written + .seconds(300) > facts.now {
                let isLate = file.kubeletStarted.map { written > $0 && $0 + .seconds(300) > written } ?? false
                causes.append(
                    cause(isLate ? .nodeFileLate : .nodeFileStale, view, values.adding(.time, written.whole))
                )
            }
        }
        // They matter where the Pod's own Secrets bring nothing.
        if hasCredential && !isAuthentication || view.failure == nil { causes = causes.map { $0.weighing(at: .risk) } }
        if isAuthentication, node.runtimeLogins.contains(view.host),
            let first = view.tries.first(where: { $0.secret != nil })
        {
            // Where a credential was refused, that comes first.
            let found = cause(.runtimeLoginShadowed, view, [.secret: name(first)])
            causes.append(hasCredential ? found.weighing(at: .risk) : found)
        }
        if isAuthentication || view.failure?.kind == .notFound,
            let mirror = NodeWords.mirrors(facts, view).first(where: { !$0.hasUpstream })
        {
            causes.append(cause(.mirrorAlone, view, [.value: mirror.address, .detail: view.failure?.text ?? ""]))
        }
        return causes
    }

    /// What is to be known of a pull that nothing may be wrong with.
    func notes(_ view: ImageView) -> [Cause] {
        var causes: [Cause] = []
        if let holder = NodeWords.holder(facts, view) {
            causes.append(cause(.keptByNode, view, [.secret: holder]))
        } else if view.policy == .ifNotPresent, view.fact.hasStarted, NodeWords.isStored(facts, view),
            facts.node?.records.isEmpty == false, NodeWords.record(facts, view) == nil
        {
            causes.append(cause(.preloaded, view))
        }
        if let first = view.tries.first, first.isEmpty, view.tries.contains(where: { !$0.isEmpty }) {
            causes.append(cause(.anonymousFirst, view, [.secret: name(first), .key: first.key]))
        }
        if let mirror = NodeWords.mirrors(facts, view).first(where: \.hasUpstream),
            view.tries.contains(where: { !$0.isEmpty })
        {
            causes.append(cause(.mirrorGetsCredential, view, [.value: mirror.address]))
        }
        if let node = facts.node, !node.plugins.isEmpty, view.tries.isEmpty, let reference = view.reference,
            !node.plugins.contains(where: { isFor($0, reference) })
        {
            causes.append(cause(.pluginNotFor, view))
        }
        return causes
    }

    /// The node's credential providers that are for an image and run, as far as is known, and whose answers are not.
    func unseenPlugins(_ view: ImageView) -> [Cause] {
        guard let node = facts.node, let reference = view.reference else { return [] }
        let unseen = node.plugins.filter { plugin in
            plugin.keys == nil && plugin.notInForce == nil && plugin.failure == nil && isFor(plugin, reference)
        }
        return unseen.prefix(1).map { cause(.pluginWithout, view, [.value: $0.name]) }
    }

    private func isFor(_ plugin: Facts.Node.Plugin, _ reference: ImageReference) -> Bool {
        plugin.matchImages.contains { (try? ImagePattern(parsing: $0))?.matches(reference) ?? false }
    }
}
