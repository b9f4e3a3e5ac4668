//! Four values at once.

// They are loaded by address.
#![allow(unsafe_code)]

#[cfg(all(target_family = "wasm", target_feature = "simd128"))]
use std::arch::wasm32 as arch;

/// How many.
pub(super) const LANES: usize = 4;

/// An order of four values: of which byte each byte is.
#[derive(Clone, Copy, Debug)]
#[repr(align(16))]
pub(super) struct Order([u8; LANES * size_of::<f32>()]);

impl Order {
    /// The lanes that come first, in this order.
    pub(super) fn of(lanes: &[usize]) -> Self {
        Self(std::array::from_fn(|at| {
            let (lane, byte) = (at / size_of::<f32>(), at % size_of::<f32>());
            let lane = lanes.get(lane).copied().unwrap_or_default() % LANES;
            (lane * size_of::<f32>() + byte) as u8
        }))
    }
}

/// Four values, in a vector register where the target has one.
#[derive(Clone, Copy, Debug)]
#[cfg(all(target_family = "wasm", target_feature = "simd128"))]
pub(super) struct Lanes(arch::v128);

#[cfg(all(target_family = "wasm", target_feature = "simd128"))]
impl Lanes {
    #[inline(always)]
    pub(super) fn splat(value: f32) -> Self {
        Self(arch::f32x4_splat(value))
    }

    #[inline(always)]
    pub(super) fn of(values: &[f32; LANES]) -> Self {
        // SAFETY: four values are read.
        unsafe { Self::load(values.as_ptr()) }
    }

    /// # Safety
    /// Four values can be read there.
    #[inline(always)]
    pub(super) unsafe fn load(values: *const f32) -> Self {
        // SAFETY: as the caller says.
        Self(unsafe { arch::v128_load(values.cast()) })
    }

    /// # Safety
    /// A value can be read there.
    #[inline(always)]
    pub(super) unsafe fn load_splat(value: *const f32) -> Self {
        // SAFETY: as the caller says.
        Self(unsafe { arch::v128_load32_splat(value.cast()) })
    }

    #[inline(always)]
    pub(super) fn values(self) -> [f32; LANES] {
        let mut values = [0.0; LANES];
        // SAFETY: four values have room there.
        unsafe { arch::v128_store(values.as_mut_ptr().cast(), self.0) };
        values
    }

    #[inline(always)]
    pub(super) fn plus(self, other: Self) -> Self {
        Self(arch::f32x4_add(self.0, other.0))
    }

    #[inline(always)]
    pub(super) fn times(self, other: Self) -> Self {
        Self(arch::f32x4_mul(self.0, other.0))
    }

    /// The bound where a value is less; what is no number stays so.
    #[inline(always)]
    pub(super) fn at_least(self, bound: Self) -> Self {
        Self(arch::f32x4_pmax(self.0, bound.0))
    }

    /// The same values in another order.
    #[inline(always)]
    pub(super) fn ordered(self, Order(bytes): Order) -> Self {
        // SAFETY: sixteen bytes are read.
        let order = unsafe { arch::v128_load(bytes.as_ptr().cast()) };
        Self(arch::i8x16_swizzle(self.0, order))
    }
}

/// Four values, in a vector register where the target has one.
#[derive(Clone, Copy, Debug)]
#[cfg(not(all(target_family = "wasm", target_feature = "simd128")))]
pub(super) struct Lanes([f32; LANES]);

#[cfg(not(all(target_family = "wasm", target_feature = "simd128")))]
impl Lanes {
    pub(super) fn splat(value: f32) -> Self {
        Self([value; LANES])
    }

    pub(super) fn of(values: &[f32; LANES]) -> Self {
        Self(*values)
    }

    /// # Safety
    /// Four values can be read there.
    pub(super) unsafe fn load(values: *const f32) -> Self {
        // SAFETY: as the caller says.
        Self(unsafe { values.cast::<[f32; LANES]>().read() })
    }

    /// # Safety
    /// A value can be read there.
    pub(super) unsafe fn load_splat(value: *const f32) -> Self {
        // SAFETY: as the caller says.
        Self::splat(unsafe { value.read() })
    }

    pub(super) fn values(self) -> [f32; LANES] {
        self.0
    }

    pub(super) fn plus(self, other: Self) -> Self {
        Self(std::array::from_fn(|lane| self.0[lane] + other.0[lane]))
    }

    pub(super) fn times(self, other: Self) -> Self {
        Self(std::array::from_fn(|lane| self.0[lane] * other.0[lane]))
    }

    pub(super) fn at_least(self, bound: Self) -> Self {
        let lane = |lane: usize| (self.0[lane], bound.0[lane]);
        Self(std::array::from_fn(|at| match lane(at) {
            (value, bound) if value < bound => bound,
            (value, _) => value,
        }))
    }

    pub(super) fn ordered(self, Order(bytes): Order) -> Self {
        Self(std::array::from_fn(|at| {
            self.0[usize::from(bytes[at * size_of::<f32>()]) / size_of::<f32>()]
        }))
    }
}
