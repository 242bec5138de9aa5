internal import Text

extension YAMLNode {
    /// The documents of a text, and the keys that stand twice in one mapping of it.
    package struct Reading: Sendable {
        /// The documents in order, without the empty ones.
        package let documents: [YAMLNode]
        /// Each key that repeats an earlier key of its mapping, in the order of the text; the earlier one counts.
        package let duplicateKeys: [YAMLDuplicateKey]

        /// Takes the keys in any order.
        init(documents: [YAMLNode], duplicateKeys: [YAMLDuplicateKey]) {
            self.documents = documents
            self.duplicateKeys = duplicateKeys.sorted { $0.mark < $1.mark }
        }
    }

    /// Reads YAML or JSON, whichever it is, as `kubectl` does.
    ///
    /// Any number of documents; those that are empty or `null` are skipped. A text that starts with `{` or `[` is tried as JSON
    /// values one after the other first; so is each document between `---` lines. This matters since libyaml refuses JSON's
    /// surrogate pairs. A byte order mark is ignored.
    ///
    /// - Throws: the first fault of the text, a duplicate key among them.
    package static func parse(yamlOrJSON bytes: [UInt8], limits: YAMLLimits = YAMLLimits()) throws(YAMLError)
        -> [YAMLNode]
    {
        try read(yamlOrJSON: bytes, limits: limits).strictDocuments()
    }

    /// Reads YAML or JSON from a string; see ``parse(yamlOrJSON:limits:)-([UInt8],_)``.
    package static func parse(yamlOrJSON text: String, limits: YAMLLimits = YAMLLimits()) throws(YAMLError)
        -> [YAMLNode]
    {
        try parse(yamlOrJSON: Array(text.utf8), limits: limits)
    }

    /// Reads a YAML stream: any number of documents, of which those that are empty or `null` are skipped.
    package static func parse(yaml bytes: [UInt8], limits: YAMLLimits = YAMLLimits()) throws(YAMLError) -> [YAMLNode] {
        try Source.checked(bytes, limits: limits)
        var budget = NodeBudget(limits)
        return try TreeBuilder.read(SavedText.withoutMarksOfLines(bytes), linesBefore: 0, budget: &budget)
            .strictDocuments()
    }

    /// Reads JSON values (RFC 8259), one after the other with nothing but white space between, or nothing at all, as Go's decoder does.
    ///
    /// A lone surrogate escape becomes U+FFFD, as in the API server's own decoder.
    package static func parse(json bytes: [UInt8], limits: YAMLLimits = YAMLLimits()) throws(YAMLError) -> [YAMLNode] {
        try Source.checked(bytes, limits: limits)
        var budget = NodeBudget(limits)
        return try JSONReader.read(SavedText.withoutMarksOfLines(bytes), linesBefore: 0, budget: &budget)
            .strictDocuments()
    }

    /// Reads YAML or JSON like ``parse(yamlOrJSON:limits:)-([UInt8],_)``, but collects duplicate keys instead of stopping at the first.
    ///
    /// - Parameters:
    ///   - bytes: the text.
    ///   - limits: how much it may ask for.
    ///   - linesBefore: how many lines of a longer text stand in front of it; all marks, and the lines that reasons name, are those of the
    ///     longer text.
    /// - Returns: what it holds.
    /// - Throws: the first fault of the text, but for duplicate keys.
    package static func read(
        yamlOrJSON bytes: [UInt8],
        limits: YAMLLimits = YAMLLimits(),
        linesBefore: Int = 0
    ) throws(YAMLError) -> Reading {
        try Source.checked(bytes, limits: limits, linesBefore: linesBefore)
        let bytes = SavedText.withoutMarksOfLines(bytes)
        var budget = NodeBudget(limits)
        let chunks = Source.documents(of: bytes, linesBefore: linesBefore)
        guard chunks.contains(where: \.looksLikeJSON) else {
            return try TreeBuilder.read(bytes, linesBefore: linesBefore, budget: &budget)
        }

        var documents: [YAMLNode] = []
        var duplicates: [YAMLDuplicateKey] = []
        for chunk in chunks {
            let reading = try chunk.read(budget: &budget)
            documents += reading.documents
            duplicates += reading.duplicateKeys
        }
        return Reading(documents: documents, duplicateKeys: duplicates)
    }
}

extension YAMLNode.Reading {
    func strictDocuments() throws(YAMLError) -> [YAMLNode] {
        if let duplicate = duplicateKeys.first { throw duplicate.error }
        return documents
    }
}
