/// Builds trees from parser events with a stack of its own, so that deep input cannot exhaust the thread's.
struct TreeBuilder {
    private enum Frame {
        case sequence(nodes: [YAMLNode])
        case mapping(MappingBuilder)
    }

    private struct OpenCollection {
        var frame: Frame
        let mark: YAMLMark
        let anchor: String?
        var weight = NodeWeight()
    }

    private struct Anchored {
        /// Nil while the node is still open.
        var node: YAMLNode?
        var weight = NodeWeight()
    }

    private var open: [OpenCollection] = []
    private var anchors: [String: Anchored] = [:]
    private var documents: [YAMLNode] = []
    private var duplicates: [YAMLDuplicateKey] = []

    static func read(_ bytes: [UInt8], linesBefore: Int, budget: inout NodeBudget) throws(YAMLError) -> YAMLNode.Reading
    {
        var events = try EventReader(bytes, linesBefore: linesBefore)
        var builder = TreeBuilder()
        while true {
            let event = try events.next()
            if case .streamEnd = event.kind { break }
            try builder.take(event, budget: &budget)
        }
        return YAMLNode.Reading(documents: builder.documents, duplicateKeys: builder.duplicates)
    }

    private mutating func take(_ event: YAMLEvent, budget: inout NodeBudget) throws(YAMLError) {
        switch event.kind {
        case .streamStart, .streamEnd, .documentEnd: break
        case .documentStart: anchors.removeAll()
        case .alias(let name):
            try takeAlias(name, at: event.mark, budget: &budget)
        case .scalar(let text, let tag, let anchor, let isPlain):
            try budget.takeNode(at: event.mark)
            let scalar = try ScalarText(text: text, tag: tag, isPlain: isPlain).resolved(at: event.mark)
            let weight = NodeWeight(bytes: text.utf8.count)
            let node = YAMLNode(scalar, at: event.mark)
            if let anchor { anchors[anchor] = Anchored(node: node, weight: weight) }
            let isMerge = text == "<<" && (isPlain || tag == ScalarText.mergeTag)
            try add(node, weight: weight, isMergeKey: isMerge)
        case .sequenceStart(let anchor):
            try begin(.sequence(nodes: []), anchor: anchor, at: event.mark, budget: &budget)
        case .mappingStart(let anchor):
            try begin(.mapping(MappingBuilder()), anchor: anchor, at: event.mark, budget: &budget)
        case .sequenceEnd, .mappingEnd:
            try end()
        }
    }

    private mutating func begin(
        _ frame: Frame,
        anchor: String?,
        at mark: YAMLMark,
        budget: inout NodeBudget
    ) throws(YAMLError) {
        try budget.takeNode(at: mark)
        try budget.check(depth: open.count, at: mark)
        if let anchor { anchors[anchor] = Anchored() }
        open.append(OpenCollection(frame: frame, mark: mark, anchor: anchor))
    }

    private mutating func end() throws(YAMLError) {
        guard let collection = open.popLast() else { return }
        let value: YAMLNode.Value
        switch collection.frame {
        case .sequence(let nodes): value = .sequence(nodes)
        case .mapping(var builder):
            let entries = try builder.finish()
            duplicates += builder.duplicates
            value = .mapping(entries)
        }
        var weight = collection.weight
        weight.height = max(weight.height, 1)
        let node = YAMLNode(value, at: collection.mark)
        if let anchor = collection.anchor { anchors[anchor] = Anchored(node: node, weight: weight) }
        try add(node, weight: weight, isMergeKey: false)
    }

    private mutating func takeAlias(
        _ name: String,
        at mark: YAMLMark,
        budget: inout NodeBudget
    ) throws(YAMLError) {
        guard let anchored = anchors[name] else {
            throw YAMLError(at: mark, "an alias (*) without its anchor (&); put a value that starts with * in quotes")
        }
        guard let node = anchored.node else {
            throw YAMLError(at: mark, "an alias (*) inside the value that it stands for")
        }
        try budget.check(depth: open.count, height: anchored.weight.height, at: mark)
        try budget.take(alias: anchored.weight, at: mark)
        try add(node, at: mark, weight: anchored.weight, isMergeKey: false)
    }

    /// Hands a finished node to the collection it is in, or makes it a document.
    private mutating func add(
        _ node: YAMLNode,
        at mark: YAMLMark? = nil,
        weight: NodeWeight,
        isMergeKey: Bool
    ) throws(YAMLError) {
        guard var parent = open.popLast() else {
            if !node.isNull { documents.append(node) }
            return
        }
        parent.weight.add(weight)
        switch parent.frame {
        case .sequence(var nodes):
            // Leaves the array with one owner, so that appending does not copy it.
            parent.frame = .sequence(nodes: [])
            nodes.append(node)
            parent.frame = .sequence(nodes: nodes)
        case .mapping(var builder):
            parent.frame = .sequence(nodes: [])
            try builder.take(node, at: mark ?? node.mark, isMergeKey: isMergeKey)
            parent.frame = .mapping(builder)
        }
        open.append(parent)
    }
}
