//! A supply of decisions.

/// Numbers that decide everything about a trial; when they run out, every decision is the first one.
#[derive(Clone, Debug)]
pub struct Choices {
    numbers: Vec<u16>,
    next: usize,
}

impl Choices {
    /// Decisions by these numbers.
    pub fn new(numbers: Vec<u16>) -> Self {
        Self { numbers, next: 0 }
    }

    /// A number below `count`.
    pub fn below(&mut self, count: usize) -> usize {
        let number = self.numbers.get(self.next).copied().unwrap_or(0);
        self.next += 1;
        usize::from(number) % count
    }

    /// One of some things.
    pub fn one_of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }

    /// True once in so many times, never when the numbers have run out.
    pub fn once_in(&mut self, many: usize) -> bool {
        self.below(many) == many - 1
    }
}
