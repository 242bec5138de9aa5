internal import Text
internal import YAML

/// Reads the objects of an input, Lists taken apart, and reports what it cannot read.
package struct ManifestReader {
    /// What was read, in the order of the input.
    package private(set) var objects: [ManifestObject] = []
    /// What could not be.
    package private(set) var problems: [InputProblem] = []

    /// Starts with nothing.
    package init() {}

    /// Reads an input to its end.
    package mutating func read(_ input: ManifestInput) {
        let first = objects.count
        for document in DocumentSplitter.split(input.bytes) {
            read(document, of: input.name)
        }
        if input.isLive { for index in first..<objects.count { objects[index].isLive = true } }
    }

    private mutating func read(_ document: DocumentText, of file: String) {
        let location = { (mark: YAMLMark) in SourceLocation(file: file, line: mark.line) }
        do {
            let reading = try YAMLNode.read(yamlOrJSON: document.bytes, linesBefore: document.linesBefore)
            for duplicate in reading.duplicateKeys {
                problems.append(InputProblem(at: location(duplicate.mark), duplicate.error.reason))
            }
            let isJSON = document.bytes.first { !ASCII.isWhitespace($0) } == UInt8(ascii: "{")
            let json = isJSON && reading.documents.count == 1 ? document.bytes : nil
            for node in reading.documents { add(node, json: json, location: location) }
        } catch {
            problems.append(InputProblem(at: location(error.mark), error.reason))
        }
    }

    private mutating func add(_ document: YAMLNode, json: [UInt8]?, location: (YAMLMark) -> SourceLocation) {
        // A worklist, not recursion: how deep Lists are nested is the input's choice.
        var pending: [(node: YAMLNode, kindOfList: String?)] = [(document, nil)]
        var json = json
        while let (node, kindOfList) = pending.popLast() {
            let place = location(node.mark)
            guard node.mapping != nil else {
                problems.append(InputProblem(at: place, "\(node.kindName) where a Kubernetes object should be"))
                continue
            }
            guard let kind = node["kind"]?.string ?? kindOfList else {
                problems.append(InputProblem(at: place, "an object without a kind"))
                continue
            }
            if kind.hasSuffix("List"), let items = node["items"]?.sequence {
                // The API's own lists (`PodList`) leave out what their name says about the items.
                let kindOfItems = kind == "List" ? nil : String(kind.dropLast(4))
                pending.append(contentsOf: items.reversed().map { ($0, kindOfItems) })
                json = nil
                continue
            }
            let apiVersion = node["apiVersion"]?.string ?? ""
            objects.append(
                ManifestObject(node: node, location: place, kind: kind, apiVersion: apiVersion, json: json)
            )
        }
    }
}
