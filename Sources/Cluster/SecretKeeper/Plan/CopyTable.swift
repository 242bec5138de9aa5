/// The state of every copy: a row for each namespace and a column for each Secret name.
struct CopyTable: Sendable {
    /// The row of each namespace.
    private(set) var rows: [String: Int] = [:]
    /// The namespaces by row; rows that were given back are among them.
    var namespaces: [NamespaceState] = []
    private var freeRows: [Int] = []
    /// The column of each Secret name, by ``SecretNameState/key``.
    private(set) var columns: [String: Int] = [:]
    /// The Secret names by column.
    var secretNames: [SecretNameState] = []

    subscript(key: CopyKey) -> CopyState {
        get { namespaces[key.row].copies[key.column] }
        _modify { yield &namespaces[key.row].copies[key.column] }
    }

    /// The copy of a Secret name in a namespace; nil where one of the two is not in the table.
    subscript(secretName: String, in namespace: String) -> CopyState? {
        guard let column = columns[secretName], let row = rows[namespace] else { return nil }
        return namespaces[row].copies[column]
    }

    /// The row of a namespace, made where there is none yet.
    mutating func row(of namespace: String) -> Int {
        if let row = rows[namespace] { return row }
        let state = NamespaceState(
            name: namespace,
            copies: [CopyState](repeating: CopyState(), count: secretNames.count)
        )
        let row: Int
        if let free = freeRows.popLast() {
            namespaces[free] = state
            row = free
        } else {
            row = namespaces.count
            namespaces.append(state)
        }
        rows[namespace] = row
        return row
    }

    /// Gives the row of a namespace back.
    mutating func forget(row: Int) {
        rows[namespaces[row].name] = nil
        namespaces[row].copies = [CopyState](repeating: CopyState(), count: secretNames.count)
        freeRows.append(row)
    }

    /// The column of a Secret name, made where there is none yet.
    mutating func column(of secretName: String, _ purpose: CopyPurpose) -> Int {
        let name = SecretNameState(secretName: secretName, purpose: purpose, isCurrent: false)
        if let column = columns[name.key] { return column }
        let column = secretNames.count
        secretNames.append(name)
        columns[name.key] = column
        for row in namespaces.indices { namespaces[row].copies.append(CopyState()) }
        return column
    }
}
