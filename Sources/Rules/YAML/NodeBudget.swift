/// What a text has used of its limits.
struct NodeBudget {
    let limits: YAMLLimits
    private var nodes = 0
    private var aliasBytes = 0

    init(_ limits: YAMLLimits) { self.limits = limits }

    /// Takes one node of the text.
    mutating func takeNode(at mark: YAMLMark) throws(YAMLError) {
        nodes += 1
        if nodes > limits.maximumNodes {
            throw YAMLError(at: mark, "the text has more than \(limits.maximumNodes) values")
        }
    }

    /// Takes everything that an alias stands for.
    ///
    /// Subtrees are shared in memory, so a bomb costs nothing here; it would where the tree is walked or written.
    mutating func take(alias weight: NodeWeight, at mark: YAMLMark) throws(YAMLError) {
        nodes += weight.nodes
        aliasBytes += weight.bytes
        if nodes > limits.maximumNodes || aliasBytes > limits.maximumAliasBytes {
            throw YAMLError(
                at: mark,
                "the aliases (*name) up to here expand to more than \(limits.maximumNodes) values"
                    + " or \(limits.maximumAliasBytes) bytes"
            )
        }
    }

    /// Checks that a collection of `height` levels may start below `depth` others.
    func check(depth: Int, height: Int = 1, at mark: YAMLMark) throws(YAMLError) {
        if depth + height > limits.maximumDepth {
            throw YAMLError(at: mark, "lists and mappings are nested more than \(limits.maximumDepth) levels deep")
        }
    }
}

/// The size of a subtree with its aliases expanded.
struct NodeWeight {
    var nodes = 1
    var bytes = 0
    /// Levels of collections: 0 for a scalar.
    var height = 0

    /// Adds a child of a collection.
    mutating func add(_ child: Self) {
        nodes += child.nodes
        bytes += child.bytes
        height = max(height, child.height + 1)
    }
}
