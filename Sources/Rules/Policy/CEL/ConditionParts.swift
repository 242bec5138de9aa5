extension Array {
    /// The elements in their order, in parts of which each makes one expression.
    ///
    /// The API server bounds what one expression may cost, beside what all may, and how long it may be.
    ///
    /// - Parameter condition: What an element says of one image.
    /// - Returns: The parts; none is empty.
    func inExpressions(_ condition: (Element) -> String) -> [[Element]] {
        var parts: [[Element]] = []
        var room = (cost: 0, length: 0)
        for element in self {
            let text = condition(element)
            let cost = CELCost.condition(text)
            // On a line of its own, a few steps in.
            let length = CELSize.length(text) + 12
            if cost > room.cost || length > room.length || parts.isEmpty {
                parts.append([])
                room = (CELCost.conditionsLimit, CELSize.conditionsLimit)
            }
            parts[parts.count - 1].append(element)
            room.cost -= cost
            room.length -= length
        }
        return parts
    }
}
