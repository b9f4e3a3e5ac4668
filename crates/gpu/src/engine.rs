//! Runs programmes on the device.

mod guard;
mod pipelines;

use futures::channel::oneshot::channel;
use wgpu::util::align_to;

use crate::arena::Place;
use crate::device::Gpu;
use crate::error::{GpuError, sentence};
use crate::kernel::{Kernel, NUMBERS, Step};
use crate::programme::Programme;
use guard::Guard;
use pipelines::{layout, pipelines};

/// Multiplications of one submission, roughly. Systems take a device away that works on one for seconds.
const SUBMISSION: u64 = 1 << 28;

/// Sizes that hold for every programme of a network.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Capacity {
    /// Values of the arena.
    pub(crate) values: usize,
    /// Steps of a programme.
    pub(crate) steps: usize,
    /// Values that are read back.
    pub(crate) answer: usize,
    /// Words of the table.
    pub(crate) table: usize,
    /// Samples of a mini-batch, for an error's sake.
    pub(crate) batch: usize,
    /// The kernels that its programmes take.
    pub(crate) kernels: &'static [Kernel],
}

/// Pipelines and buffers of one network.
#[derive(Debug)]
pub(crate) struct Engine {
    gpu: Gpu,
    capacity: Capacity,
    /// At the number of each kernel that is taken.
    pipelines: Vec<Option<wgpu::ComputePipeline>>,
    arena: wgpu::Buffer,
    numbers: wgpu::Buffer,
    table: wgpu::Buffer,
    /// Bytes from the numbers of one step to those of the next.
    stride: u64,
    bindings: wgpu::BindGroup,
    answer: wgpu::Buffer,
    /// The answer of a call that nobody waited for to its end may still be mapped.
    is_open: bool,
}

impl Drop for Engine {
    /// Gives the memory back at once: the browser alone would do so when it next looks for what nobody uses.
    fn drop(&mut self) {
        for buffer in [&self.arena, &self.numbers, &self.table, &self.answer] {
            buffer.destroy();
        }
    }
}

impl Engine {
    /// Makes pipelines and buffers.
    ///
    /// # Errors
    /// Those of [`crate::Slopes::new`].
    pub(crate) async fn new(gpu: &Gpu, capacity: Capacity) -> Result<Self, GpuError> {
        gpu.watch.check()?;
        let limits = gpu.device.limits();
        let allowed = limits
            .max_storage_buffer_binding_size
            .min(limits.max_buffer_size);
        let needed = 4 * capacity.values.max(1) as u64;
        if needed > allowed {
            return Err(GpuError::TooLarge {
                batch: capacity.batch,
                needed,
                allowed,
            });
        }
        let guard = Guard::new(gpu);
        let engine = Self::make(gpu, capacity, needed);
        guard.end(gpu).await?;
        Ok(engine)
    }

    fn make(gpu: &Gpu, capacity: Capacity, bytes: u64) -> Self {
        let device = &gpu.device;
        let buffer = |label, size, usage| {
            device.create_buffer(&wgpu::BufferDescriptor {
                label: Some(label),
                size,
                usage,
                mapped_at_creation: false,
            })
        };
        let arena = buffer(
            "arena",
            bytes,
            wgpu::BufferUsages::STORAGE
                | wgpu::BufferUsages::COPY_DST
                | wgpu::BufferUsages::COPY_SRC,
        );
        let alignment = u64::from(device.limits().min_uniform_buffer_offset_alignment);
        let stride = align_to(NUMBERS, alignment);
        let numbers = buffer(
            "numbers",
            stride * capacity.steps.max(1) as u64,
            wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
        );
        let table = buffer(
            "table",
            4 * capacity.table.max(1) as u64,
            wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_DST,
        );
        let answer = buffer(
            "answer",
            4 * capacity.answer.max(1) as u64,
            wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST,
        );
        let layout = layout(device);
        let bindings = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: None,
            layout: &layout,
            entries: &[
                wgpu::BindGroupEntry {
                    binding: 0,
                    resource: wgpu::BindingResource::Buffer(wgpu::BufferBinding {
                        buffer: &numbers,
                        offset: 0,
                        size: wgpu::BufferSize::new(NUMBERS),
                    }),
                },
                wgpu::BindGroupEntry {
                    binding: 1,
                    resource: arena.as_entire_binding(),
                },
                wgpu::BindGroupEntry {
                    binding: 2,
                    resource: table.as_entire_binding(),
                },
            ],
        });
        Self {
            gpu: gpu.clone(),
            capacity,
            pipelines: pipelines(device, &layout, capacity.kernels),
            arena,
            numbers,
            table,
            stride,
            bindings,
            answer,
            is_open: false,
        }
    }

    /// # Errors
    /// [`GpuError::Lost`] when the device is lost.
    pub(crate) fn check(&self) -> Result<(), GpuError> {
        self.gpu.watch.check()
    }

    /// Writes values into the arena, before anything that runs afterwards.
    pub(crate) fn write(&self, place: Place, values: &[f32]) {
        let start = 4 * u64::from(place);
        let bytes = bytemuck::cast_slice(values);
        self.gpu.queue.write_buffer(&self.arena, start, bytes);
    }

    /// Runs a programme after these writes, and gives its answer.
    ///
    /// # Errors
    /// Those of [`crate::Slopes::compute`].
    pub(crate) async fn run(
        &mut self,
        programme: &Programme,
        writes: &[(Place, &[f32])],
    ) -> Result<Vec<f32>, GpuError> {
        self.gpu.watch.check()?;
        let count = programme.answer.len();
        if programme.size > self.capacity.values
            || programme.steps.len() > self.capacity.steps
            || programme.table.len() > self.capacity.table
            || count > self.capacity.answer
        {
            return Err(GpuError::Failed(
                "a batch is larger than what was made room for".to_owned(),
            ));
        }
        let is_made = |step: &Step| self.pipelines[step.kernel as usize].is_some();
        if !programme.steps.iter().all(is_made) {
            return Err(GpuError::Failed(
                "a batch takes a kernel that was not asked for".to_owned(),
            ));
        }
        if self.is_open {
            self.answer.unmap();
        }
        self.is_open = true;
        let guard = Guard::new(&self.gpu);
        self.submit(programme, writes);
        let ended = guard.end(&self.gpu);
        let bytes = self.answer.slice(..4 * count as u64);
        let (tell, mapped) = channel();
        bytes.map_async(wgpu::MapMode::Read, move |result| {
            // Where nobody waits any more, nobody needs to know.
            let _ = tell.send(result);
        });
        ended.await?;
        let mapped = self.gpu.watch.wait(mapped).await?;
        // A sound buffer cannot be mapped only where the device is gone, even where the browser tells of that later.
        let gone = |error: &dyn std::fmt::Display| GpuError::Lost(sentence(error));
        mapped
            .map_err(|error| gone(&error))?
            .map_err(|error| gone(&error))?;
        let mut values = vec![0.0; count];
        {
            let view = bytes.get_mapped_range().map_err(|error| gone(&error))?;
            bytemuck::cast_slice_mut(&mut values).copy_from_slice(&view);
        }
        self.answer.unmap();
        self.is_open = false;
        Ok(values)
    }

    /// Gives the device everything at once, in submissions that it does not work on for too long.
    fn submit(&self, programme: &Programme, writes: &[(Place, &[f32])]) {
        let queue = &self.gpu.queue;
        for &(place, values) in writes {
            self.write(place, values);
        }
        if !programme.table.is_empty() {
            queue.write_buffer(&self.table, 0, bytemuck::cast_slice(&programme.table));
        }
        let stride = self.stride as usize / 4;
        let mut numbers = vec![0_u32; stride * programme.steps.len()];
        for (step, own) in programme.steps.iter().zip(numbers.chunks_exact_mut(stride)) {
            for (number, word) in own.iter_mut().zip(&step.words) {
                *number = *word;
            }
        }
        queue.write_buffer(&self.numbers, 0, bytemuck::cast_slice(&numbers));

        let mut encoder = self.gpu.device.create_command_encoder(&Default::default());
        if let Some(cleared) = &programme.cleared {
            let (start, count) = (u64::from(cleared.start), cleared.len() as u64);
            encoder.clear_buffer(&self.arena, 4 * start, Some(4 * count));
        }
        let mut rest = programme.steps.as_slice();
        let mut offset = 0;
        while !rest.is_empty() {
            let (now, later) = rest.split_at(together(rest));
            self.encode(&mut encoder, now, offset);
            offset += (now.len() * stride * 4) as u32;
            rest = later;
            if !rest.is_empty() {
                let next = self.gpu.device.create_command_encoder(&Default::default());
                queue.submit([std::mem::replace(&mut encoder, next).finish()]);
            }
        }
        encoder.copy_buffer_to_buffer(
            &self.arena,
            4 * u64::from(programme.answer.start),
            &self.answer,
            0,
            Some(4 * programme.answer.len() as u64),
        );
        queue.submit([encoder.finish()]);
    }

    /// Steps whose numbers begin at `offset`.
    fn encode(&self, encoder: &mut wgpu::CommandEncoder, steps: &[Step], offset: u32) {
        let mut pass = encoder.begin_compute_pass(&Default::default());
        let mut before = None;
        for (step, offset) in steps.iter().zip((offset..).step_by(self.stride as usize)) {
            if before != Some(step.kernel) {
                // There is one: a programme that takes another is refused.
                if let Some(pipeline) = &self.pipelines[step.kernel as usize] {
                    pass.set_pipeline(pipeline);
                }
                before = Some(step.kernel);
            }
            pass.set_bind_group(0, &self.bindings, &[offset]);
            let [x, y, z] = step.groups;
            pass.dispatch_workgroups(x, y, z);
        }
    }
}

/// How many of these steps make one submission: at least one.
fn together(steps: &[Step]) -> usize {
    let mut work = 0_u64;
    let fit = steps.iter().take_while(|step| {
        work = work.saturating_add(step.work());
        work <= SUBMISSION
    });
    fit.count().max(1)
}
